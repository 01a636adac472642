import { describe, expect, test } from 'vitest';
import { closure, dependencyOrder, reversed } from '../../../src/planner/graph/graph.ts';

const graphOf = (needs: Readonly<Record<string, readonly string[]>>) =>
  new Map(Object.entries(needs).map(([node, needed]) => [node, new Set(needed)]));

describe('dependencyOrder()', () => {
  test('puts what is needed first, and everything else in key order', () => {
    expect(dependencyOrder(graphOf({ web: ['db'], cache: [], db: [], api: ['db', 'cache'] }))).toEqual([
      'cache',
      'db',
      'api',
      'web',
    ]);
  });

  test('names the whole circle, and nothing that only leads to it', () => {
    expect(() => dependencyOrder(graphOf({ a: ['b'], b: ['c'], c: ['d'], d: ['b'] }))).toThrow(
      'services depend on each other: b -> c -> d -> b',
    );
  });

  test('names the same one of several circles, in whichever order things are written', () => {
    const first = 'services depend on each other: a -> b -> a';

    expect(() => dependencyOrder(graphOf({ a: ['c', 'b'], b: ['a'], c: ['a'] }))).toThrow(first);
    expect(() => dependencyOrder(graphOf({ c: ['a'], b: ['a'], a: ['b', 'c'] }))).toThrow(first);
  });

  test('takes two ways to the same node for no circle', () => {
    expect(dependencyOrder(graphOf({ a: ['b', 'c'], b: ['d'], c: ['d'], d: [] }))).toEqual([
      'd',
      'b',
      'c',
      'a',
    ]);
  });

  test('follows a chain of ten thousand without running out of stack', () => {
    const name = (index: number): string => `s${String(index).padStart(5, '0')}`;
    const chain = Object.fromEntries(
      Array.from({ length: 10_000 }, (_, index) => [name(index), index === 0 ? [] : [name(index - 1)]]),
    );

    expect(dependencyOrder(graphOf(chain)).at(-1)).toBe(name(9999));
    expect(() => dependencyOrder(graphOf({ ...chain, [name(0)]: [name(9999)] }))).toThrow(
      'services depend on each other',
    );
  });
});

describe('dependencyOrder() of names that are no nodes', () => {
  test('ignores them', () => {
    expect(dependencyOrder(graphOf({ b: ['gone'], a: ['b', 'gone'] }))).toEqual(['b', 'a']);
  });

  test('says what is wrong with a circle in a way that tools can read', () => {
    expect(() => dependencyOrder(graphOf({ a: ['b'], b: ['a'] }))).toThrow(
      expect.objectContaining({
        problems: [
          {
            code: 'dependency-cycle',
            severity: 'error',
            message: 'services depend on each other: a -> b -> a',
          },
        ],
      }),
    );
  });
});

test('closure() has all that is needed, near and far, and nothing that is no node', () => {
  const graph = graphOf({ web: ['api', 'gone'], api: ['db', 'web'], db: [], other: ['db'] });

  expect([...closure(graph, ['web'])].sort()).toEqual(['api', 'db', 'web']);
  expect([...closure(graph, ['gone'])]).toEqual([]);
  expect([...closure(graph, [])]).toEqual([]);
});

test('reversed() turns every edge round, keeps nodes without any, and makes no new ones', () => {
  expect(reversed(graphOf({ web: ['db', 'gone'], api: ['db'], db: [] }))).toEqual(
    graphOf({ web: [], api: [], db: ['web', 'api'] }),
  );
});
