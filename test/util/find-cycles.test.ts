import { expect, test } from 'vitest';
import { findCycles } from '../../src/util/find-cycles.ts';

const cyclesOf = (graph: Readonly<Record<string, readonly string[]>>): readonly string[] =>
  [
    ...findCycles(
      Object.keys(graph),
      (node) => graph[node],
      (needed) => needed,
    ),
  ].map(({ nodes, edge }) => [...nodes, edge].join(' -> '));

test('findCycles() names each edge that leads back, with the nodes between, and nothing that only leads there', () => {
  expect(cyclesOf({ a: ['b'], b: ['c'], c: ['b', 'c', 'a'], d: ['a'] })).toEqual([
    'b -> c -> b',
    'c -> c',
    'a -> b -> c -> a',
  ]);
});

test('findCycles() finds none where nodes are reached twice, or are not of the graph', () => {
  expect(cyclesOf({ a: ['b', 'c'], b: ['d'], c: ['d'], d: ['elsewhere'] })).toEqual([]);
});

test('findCycles() follows a chain that is longer than the stack is deep', () => {
  const chain = Object.fromEntries(Array.from({ length: 50_000 }, (_, at) => [`${at}`, [`${at + 1}`]]));
  expect(cyclesOf(chain)).toEqual([]);
});
