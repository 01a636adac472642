import { expect, test } from 'vitest';
import type { UpdateConfig } from '../../../src/model/update-config.ts';
import { updateRulesOf } from '../../../src/planner/rollout/update-rules.ts';
import { aService } from '../../support/a-service.ts';

const rulesOf = (updateConfig?: UpdateConfig, rollbackConfig?: UpdateConfig) =>
  updateRulesOf(
    aService('web', {
      deploy: {
        labels: new Map(),
        ...(updateConfig && { updateConfig }),
        ...(rollbackConfig && { rollbackConfig }),
      },
    }),
  );

test('updateRulesOf() has none where the file says nothing of updates', () => {
  expect(updateRulesOf(aService('web'))).toBeUndefined();
  expect(rulesOf(undefined, { order: 'start-first' })).toBeUndefined();
});

test('updateRulesOf() has the defaults of the specification, and a way back of all at once', () => {
  expect(rulesOf({})).toEqual({
    order: 'stop-first',
    parallelism: 1,
    delayMs: 0,
    monitorMs: undefined,
    failureAction: 'pause',
    maxFailureRatio: 0,
    rollback: { order: 'stop-first', parallelism: Number.POSITIVE_INFINITY, delayMs: 0 },
  });
});

test('updateRulesOf() goes back in the order of the update, unless rollback_config has another', () => {
  expect(rulesOf({ order: 'start-first' })?.rollback.order).toBe('start-first');
  expect(
    rulesOf({ order: 'start-first' }, { order: 'stop-first', parallelism: 2, delayMs: 5 })?.rollback,
  ).toEqual({
    order: 'stop-first',
    parallelism: 2,
    delayMs: 5,
  });
});

test.each([
  [0, 0],
  [0.25, 0.25],
  [1, 1],
  [-0.1, 0],
  [25, 0],
])('updateRulesOf() takes max_failure_ratio: %d for %d', (maxFailureRatio, share) => {
  expect(rulesOf({ maxFailureRatio })?.maxFailureRatio).toBe(share);
});

test('updateRulesOf() takes what it does not know for the default', () => {
  expect(rulesOf({ failureAction: 'stop', order: 'both' })).toMatchObject({
    failureAction: 'pause',
    order: 'stop-first',
  });
  expect(rulesOf({ failureAction: 'continue', parallelism: 0 })).toMatchObject({
    failureAction: 'continue',
    parallelism: Number.POSITIVE_INFINITY,
  });
});
