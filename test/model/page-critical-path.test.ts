import { describe, expect, test } from 'vitest';
import { criticalPath, lengthWithout } from '../../src/model/page-critical-path.ts';
import type { PageStep } from '../../src/model/page-state.ts';

describe('criticalPath() and lengthWithout()', () => {
  test('follow what ended last before each step, and not what was ready long before', () => {
    const steps = aRun([
      [1, [], 0, 100],
      [2, [], 0, 900],
      [3, [1, 2], 900, 1000],
      [4, [1], 100, 400],
      [5, [3, 4], 1000, 1500],
    ]);

    expect(criticalPath(steps).map(({ id }) => id)).toEqual([2, 3, 5]);
    expect(lengthWithout(steps, 2)).toBe(900);
    expect(lengthWithout(steps, 4)).toBe(1500);
  });

  test('keep the time that a step waited for room', () => {
    const steps = aRun([
      [1, [], 0, 100],
      [2, [1], 300, 400],
    ]);

    expect(lengthWithout(steps, 1)).toBe(300);
  });

  test('pass over steps that took no time', () => {
    const steps = {
      ...aRun([
        [1, [], 0, 500],
        [3, [2], 500, 600],
      ]),
      2: aStep(2, [1], { status: 'skipped' }),
    };

    expect(criticalPath(steps).map(({ id }) => id)).toEqual([1, 3]);
    expect(lengthWithout(steps, 1)).toBe(100);
  });

  test('are nothing of a run of which nothing has ended', () => {
    const steps = { 1: aStep(1, [], { status: 'running', startedMs: 0 }) };

    expect(criticalPath(steps)).toEqual([]);
    expect(lengthWithout(steps, 1)).toBe(0);
  });
});

const aRun = (
  steps: readonly (readonly [id: number, after: readonly number[], startedMs: number, endedMs: number])[],
): Readonly<Record<string, PageStep>> =>
  Object.fromEntries(
    steps.map(([id, after, startedMs, endedMs]) => [id, aStep(id, after, { startedMs, endedMs })]),
  );

const aStep = (id: number, after: readonly number[], step: Partial<PageStep> = {}): PageStep => ({
  id,
  label: `Container ${id}`,
  doing: 'Starting',
  status: 'done',
  after,
  ...step,
});
