import { expect, test } from 'vitest';
import type { EventMessage } from '../../../src/engine/answers/wire.ts';
import { changedByHand, stopsUnderWay } from '../../../src/engine/calls/update-history.ts';

/** `start web`, `connect front web`: as an engine tells of it, the network with the container. */
const events = (...lines: readonly string[]): readonly EventMessage[] =>
  lines.map((line, index) => {
    const [action = '', id = '', container] = line.split(' ');
    const attributes = container === undefined ? { container: 'oci' } : { container };
    return { Action: action, Actor: { ID: id, Attributes: attributes }, time: index };
  });
const changed = (...lines: readonly string[]) => [...changedByHand(events(...lines))];

test.each([
  ['a start', ['connect front web', 'connect back web', 'start web']],
  ['an end', ['disconnect front web', 'disconnect back web']],
  ['a restart', ['connect front web', 'start web', 'disconnect front web', 'connect front web', 'start web']],
  [
    'two containers that start at the same time',
    ['connect front web', 'connect front api', 'start api', 'start web'],
  ],
])('changedByHand() finds nothing in %s', (_, lines) => {
  expect(changed(...lines)).toEqual([]);
});

test.each([
  ['limits', ['update web']],
  [
    'leaving and joining again',
    ['connect front web', 'start web', 'disconnect front web', 'connect front web'],
  ],
  [
    'joining, also after a restart since',
    ['connect x web', 'disconnect x web', 'connect x web', 'start web'],
  ],
  [
    'leaving while it does not run, after which a start is like any other',
    ['disconnect front web', 'disconnect front web', 'connect front web', 'start web'],
  ],
])('changedByHand() finds %s', (_, lines) => {
  expect(changed(...lines)).toEqual(['web']);
});

const TERM = '15';
const HUP = '1';

test.each<readonly [string, readonly (readonly [string, string?])[], object]>([
  ['one that has not ended yet', [['start'], ['kill', TERM]], { web: 8000 }],
  [
    'the first of two signals',
    [
      ['kill', TERM],
      ['kill', '9'],
    ],
    { web: 9000 },
  ],
  ['none that has ended', [['kill', TERM], ['die']], {}],
  ['none that was started again', [['kill', TERM], ['start']], {}],
  ['none for a signal that a program goes on after', [['kill', HUP]], {}],
])('stopsUnderWay() finds %s', (_, told, expected) => {
  const messages = told.map(
    ([Action, signal], index): EventMessage => ({
      Action,
      Actor: { ID: 'web', Attributes: signal === undefined ? {} : { signal } },
      time: index + 1,
    }),
  );

  expect(Object.fromEntries(stopsUnderWay(messages, 10_000))).toEqual(expected);
});
