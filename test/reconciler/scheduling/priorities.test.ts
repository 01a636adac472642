import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { hasPortRange } from '../../../src/reconciler/scheduling/port-range.ts';
import {
  hasHigherPriority,
  type Priority,
  prioritiesOf,
} from '../../../src/reconciler/scheduling/priority.ts';
import { PriorityLimiter } from '../../../src/reconciler/scheduling/priority-limiter.ts';
import { aPlan, createContainer, removeContainer, startContainer, waitFor } from '../../support/a-plan.ts';

const settled = () => new Promise((resolve) => setImmediate(resolve));

describe('prioritiesOf()', () => {
  test('puts what a wait needs first, then the end of a chain, then the order of the plan', () => {
    const priorities = prioritiesOf(
      aPlan([
        createContainer('a'),
        createContainer('db'),
        { operation: startContainer('a', 1), after: [1] },
        { operation: startContainer('db', 2), after: [2] },
        { operation: waitFor('db', 'service_healthy'), after: [4] },
        { operation: createContainer('web'), after: [3, 5] },
      ]),
    );

    expect([...priorities]).toEqual([
      [1, [1, -1, 1]],
      [2, [0, -1, 2]],
      [3, [1, -2, 3]],
      [4, [0, -2, 4]],
      [5, [1, -3, 5]],
      [6, [1, -4, 6]],
    ]);
  });
});

test('hasHigherPriority() compares the first that differs', () => {
  expect(hasHigherPriority([0, 0, 9], [1, -9, 1])).toBe(true);
  expect(hasHigherPriority([1, -9, 1], [0, 0, 9])).toBe(false);
  expect(hasHigherPriority([1, -2, 9], [1, -1, 1])).toBe(true);
  expect(hasHigherPriority([1, -1, 1], [1, -1, 2])).toBe(true);
  expect(hasHigherPriority([1, -1, 2], [1, -1, 2])).toBe(false);
});

describe('PriorityLimiter', () => {
  /** Asks for a slot; `got` has the names of those that have one. */
  const asking = (limiter: PriorityLimiter, got: string[]) => async (name: string, id: number) => {
    const release = await limiter.acquire([1, -1, id]);
    got.push(name);
    return release;
  };

  test('grants as many slots as there are, and the next to whom the highest priority belongs', async () => {
    const got: string[] = [];
    const ask = asking(new PriorityLimiter(2), got);
    const [first, second] = [await ask('first', 1), await ask('second', 2)];
    void ask('late', 9);
    void ask('soon', 3);
    void ask('middle', 5);
    await settled();
    expect(got).toEqual(['first', 'second']);

    first();
    await settled();
    expect(got).toEqual(['first', 'second', 'soon']);
    second();
    await settled();
    expect(got).toEqual(['first', 'second', 'soon', 'middle']);
  });

  test('gives a slot free once only, however often that is said, and to whoever comes later', async () => {
    const got: string[] = [];
    const ask = asking(new PriorityLimiter(1), got);
    const release = await ask('first', 1);
    release();
    release();
    const second = await ask('second', 2);
    void ask('third', 3);
    await settled();
    expect(got).toEqual(['first', 'second']);

    release();
    await settled();
    expect(got).toEqual(['first', 'second']);
    second();
    await settled();
    expect(got).toEqual(['first', 'second', 'third']);
  });
});

test('PriorityLimiter goes through any number of steps in the order of their priority, equals as they came', async () => {
  const priority = fc.tuple(fc.nat(1), fc.integer({ min: -3, max: 0 }), fc.nat(5));
  await fc.assert(
    fc.asyncProperty(fc.array(priority, { maxLength: 60 }), async (asked) => {
      const limiter = new PriorityLimiter(1);
      const first = await limiter.acquire([0, 0, 0]);
      const got: Asked[] = [];
      const all = asked.map(async (each, turn) => {
        const release = await limiter.acquire(each);
        got.push({ each, turn });
        release();
      });
      first();
      await Promise.all(all);

      const inOrder = asked.map((each, turn) => ({ each, turn })).sort(byPriority);
      expect(got).toEqual(inOrder);
    }),
  );
});

interface Asked {
  readonly each: Priority;
  readonly turn: number;
}

function byPriority(a: Asked, b: Asked): number {
  if (hasHigherPriority(a.each, b.each)) return -1;
  return hasHigherPriority(b.each, a.each) ? 1 : a.turn - b.turn;
}

describe('hasPortRange()', () => {
  const publishing = (...ports: readonly string[]) => {
    const PortBindings = { '80/tcp': ports.map((HostPort) => ({ HostIp: '', HostPort })) };
    const { request, ...container } = createContainer('web');
    return { ...container, request: { ...request, HostConfig: { PortBindings } } };
  };

  test('is about new containers that are given a port out of a range', () => {
    expect(hasPortRange(publishing('8080', '8000-8010'))).toBe(true);
    expect(hasPortRange(publishing('8080'))).toBe(false);
    expect(hasPortRange(publishing())).toBe(false);
    expect(hasPortRange(createContainer('web'))).toBe(false);
    expect(hasPortRange(removeContainer('web'))).toBe(false);
    expect(hasPortRange(undefined)).toBe(false);
  });
});
