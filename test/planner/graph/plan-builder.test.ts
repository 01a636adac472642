import { describe, expect, test } from 'vitest';
import { imageId, stepId } from '../../../src/model/ids.ts';
import { type NewStep, PlanBuilder } from '../../../src/planner/graph/plan-builder.ts';

const prune: NewStep = {
  operation: { kind: 'prune-images', project: 'app' },
  cause: { kind: 'requested', by: 'test' },
};

/** Builds a plan whose steps come after these, by number. */
function ordersOf(...steps: readonly (readonly number[] | 'prepared' | 'optional')[]) {
  const plan = new PlanBuilder('up', 'app');
  for (const after of steps)
    if (after === 'prepared') plan.endPreparation();
    else if (after === 'optional') plan.add({ ...prune, optional: true, after: [stepId(1)] });
    else plan.add({ ...prune, after: after.map(stepId) });
  return plan.build().steps.map(({ after }) => after);
}

describe('PlanBuilder', () => {
  test('numbers the steps in the order they are added', () => {
    const plan = new PlanBuilder('up', 'app');

    expect(plan.isEmpty()).toBe(true);
    expect([plan.add(prune), plan.add(prune)]).toEqual([1, 2]);
    expect(plan.isEmpty()).toBe(false);
    expect(plan.build()).toMatchObject({ verb: 'up', project: 'app', steps: [{ id: 1 }, { id: 2 }] });
  });

  test('writes down only what a step has', () => {
    const plan = new PlanBuilder('up', 'app');
    const guard = { image: stepId(1), differsFrom: imageId('old') };
    plan.add(prune);
    plan.add({ ...prune, guard, optional: true, unlessDeaf: true });
    plan.add({ ...prune, guard: undefined, optional: false, unlessDeaf: false });

    expect(plan.build().steps).toStrictEqual([
      { id: 1, after: [], ...prune },
      { id: 2, after: [], ...prune, guard, optional: true, unlessDeaf: true },
      { id: 3, after: [], ...prune },
    ]);
  });

  test('names the steps before in order, each once', () => {
    expect(ordersOf([], [], [2, 1, 2])).toEqual([[], [], [1, 2]]);
  });

  test('leaves out what other steps before it come after already', () => {
    expect(ordersOf([], [1], [2], [1, 3])).toEqual([[], [1], [2], [3]]);
    expect(ordersOf([], [1], [2], [1, 2, 3])).toEqual([[], [1], [2], [3]]);
    expect(ordersOf([], [], [1], [2, 3])).toEqual([[], [], [1], [2, 3]]);
  });

  test('keeps what an optional step comes after, as that one lets pass what it waited for', () => {
    expect(ordersOf([], 'optional', [1, 2])).toEqual([[], [1], [1, 2]]);
  });

  test('has all that is added after the preparation come after it, and says so as shortly as it can', () => {
    expect(ordersOf([], [], 'prepared', [], [3], [1])).toEqual([[], [], [1, 2], [3], [1, 2]]);
    expect(ordersOf([], [], [], 'prepared', [3])).toEqual([[], [], [], [1, 2, 3]]);
    expect(ordersOf([], 'prepared', [], [1, 2])).toEqual([[], [1], [2]]);
    expect(ordersOf('prepared', [], [1])).toEqual([[], [1]]);
  });

  test('names the preparation only where it has to, however far back that is', () => {
    const chain = Array.from({ length: 300 }, (_, index) => [index + 1]);

    expect(ordersOf([], 'prepared', ...chain)).toEqual([[], ...chain]);
  });

  test('walks back through a part of a long plan only: a step too many does no harm', () => {
    const chain = Array.from({ length: 300 }, (_, index) => [index + 1]);

    expect(ordersOf([], ...chain, [1, 301]).at(-1)).toEqual([1, 301]);
    expect(ordersOf([], ...chain, [201, 301]).at(-1)).toEqual([301]);
  });

  test('has what comes after an optional step wait for the preparation itself', () => {
    expect(ordersOf([], 'prepared', 'optional', [2])).toEqual([[], [1], [1, 2]]);
  });

  test('tells the cause of a step, and of no other', () => {
    const plan = new PlanBuilder('up', 'app');
    const first = plan.add({ ...prune, cause: { kind: 'orphan' } });
    plan.add(prune);

    expect(plan.causeOf(first)).toEqual({ kind: 'orphan' });
    expect(() => plan.causeOf(stepId(3))).toThrow('the plan has no step 3');
  });

  test('says each warning once, and what is withheld only where something is', () => {
    const plan = new PlanBuilder('up', 'app');
    for (const message of ['a', 'b', 'a']) plan.warn(message);
    const resource = { kind: 'volume', name: 'app_data' } as const;
    const withheld = { resource, fields: [], flag: '--destroy-data app_data', warning: 'a' };

    expect(plan.build()).toMatchObject({ warnings: ['a', 'b'] });
    expect(plan.build()).not.toHaveProperty('withheld');
    plan.withhold(withheld);
    plan.unchanged(resource);
    expect(plan.build()).toMatchObject({ withheld: [withheld], unchanged: [resource] });
  });
});
