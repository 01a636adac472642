import { expect, test } from 'vitest';
import type { WaitCondition } from '../../../src/model/operation.ts';
import { evaluateCondition, type Facts } from '../../../src/reconciler/waits/evaluate-condition.ts';

const CONDITIONS: readonly WaitCondition[] = [
  'service_started',
  'service_healthy',
  'service_completed_successfully',
  'running_or_healthy',
];

const facts = (more: Partial<Facts>): Facts => ({
  state: 'running',
  exitCode: 0,
  hasHealthcheck: false,
  runsForEver: false,
  startedAtMs: 0,
  ...more,
});

test.each<[string, Partial<Facts>, readonly string[]]>([
  //                                                              started    healthy           completed  running or healthy
  ['created', { state: 'created' }, ['not-yet', 'no-healthcheck', 'not-yet', 'not-yet']],
  ['running without a healthcheck', {}, ['met', 'no-healthcheck', 'not-yet', 'met']],
  ['starting', { hasHealthcheck: true, health: 'starting' }, ['met', 'not-yet', 'not-yet', 'not-yet']],
  ['healthy', { hasHealthcheck: true, health: 'healthy' }, ['met', 'met', 'not-yet', 'met']],
  ['unhealthy', { hasHealthcheck: true, health: 'unhealthy' }, ['met', 'unhealthy', 'not-yet', 'unhealthy']],
  ['exited with 0', { state: 'exited', hasHealthcheck: true }, ['met', 'exited', 'met', 'met']],
  [
    'exited with 0 although meant to run for ever',
    { state: 'exited', hasHealthcheck: true, runsForEver: true },
    ['met', 'exited', 'met', 'exited'],
  ],
  [
    'exited with 3',
    { state: 'exited', exitCode: 3, hasHealthcheck: true },
    ['met', 'exited', 'exited', 'exited'],
  ],
  [
    'restarting',
    { state: 'restarting', exitCode: 1, hasHealthcheck: true },
    ['met', 'not-yet', 'not-yet', 'not-yet'],
  ],
  [
    'paused',
    { state: 'paused', hasHealthcheck: true, health: 'healthy' },
    ['met', 'not-yet', 'not-yet', 'not-yet'],
  ],
  ['dead', { state: 'dead', hasHealthcheck: true }, ['removed', 'removed', 'removed', 'removed']],
])('judgeCondition() of a container that is %s', (_name, given, expected) => {
  expect(CONDITIONS.map((condition) => evaluateCondition(condition, facts(given)))).toEqual(expected);
});
