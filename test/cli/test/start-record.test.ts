import { expect, test } from 'vitest';
import { StartRecord } from '../../../src/cli/test/start-record.ts';
import { UserError } from '../../../src/diagnostics/user-error.ts';
import type { Event } from '../../../src/model/event.ts';
import { stepId } from '../../../src/model/ids.ts';
import type { Operation } from '../../../src/model/operation.ts';
import type { Outcome } from '../../../src/model/outcome.ts';
import { WaitError } from '../../../src/model/wait-error.ts';
import { aBuild } from '../../support/a-build.ts';

const ended = (operation: Operation, outcome: Outcome): Event => ({
  type: 'step-ended',
  step: { id: stepId(1), operation, cause: { kind: 'requested', by: 'test' }, after: [] },
  outcome,
});
const waitFor = (service: string): Operation => ({
  kind: 'wait-for',
  service,
  condition: 'running_or_healthy',
  containers: [],
});
const done: Outcome = { status: 'done', step: stepId(1), made: { kind: 'nothing' } };

test('StartRecord tells how long each service took, and what went wrong first', () => {
  let now = 1000;
  const record = new StartRecord(() => now);

  now = 2500;
  record.note(ended(waitFor('db'), done));
  const report = {
    reason: 'unhealthy',
    service: 'api',
    container: 'shop-api-1',
    condition: 'service_healthy',
    oomKilled: false,
    restartCount: 0,
    lastLines: ['no database'],
  } as const;
  record.note(ended(waitFor('api'), { status: 'failed', step: stepId(1), error: new WaitError(report) }));
  record.note(ended(waitFor('api'), { status: 'failed', step: stepId(1), error: new Error('later') }));

  expect(record.started(['db', 'api', 'web'])).toEqual([
    { service: 'db', seconds: 1.5, problem: undefined },
    {
      service: 'api',
      seconds: undefined,
      problem: { type: 'unhealthy', message: 'container shop-api-1 is unhealthy', lines: ['no database'] },
    },
  ]);
});

test('StartRecord tells builds that failed, and what stood in the way of a plan', () => {
  const record = new StartRecord(() => 0);
  const build: Operation = {
    kind: 'build-image',
    image: 'web',
    service: 'web',
    build: aBuild(),
    labels: {},
    secrets: [],
  };
  record.note(ended(build, { status: 'failed', step: stepId(1), error: new Error('exit code 1') }));
  record.refuse([
    new UserError('port-taken', 'port 80 is taken', {
      about: { of: ['services', 'api'], settings: ['ports'] },
    }),
    new UserError('no-space', 'the disk is full'),
  ]);

  expect(record.started([])).toMatchObject([
    { service: 'web', problem: { type: 'build-failed', message: 'exit code 1' } },
    { service: 'api', problem: { type: 'failed', message: 'port 80 is taken' } },
    { service: '', problem: { message: 'the disk is full' } },
  ]);
});

test('StartRecord tells what was not ready when the time was over', () => {
  const record = new StartRecord(() => 0);
  record.note(ended(waitFor('db'), done));
  record.stop(['db', 'api'], 'timeout');

  expect(record.started(['db', 'api'])).toMatchObject([
    { service: 'db', problem: undefined },
    { service: 'api', problem: { type: 'timeout' } },
  ]);
});
