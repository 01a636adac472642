import { expect, test } from 'vitest';
import { linesOfRun } from '../../../src/reconciler/waits/lines-of-run.ts';

const START = Date.parse('2026-01-01T00:01:00Z');

/** What is left of lines that were written so many milliseconds after the start. */
const left = (after: readonly number[], more: Partial<Parameters<typeof linesOfRun>[1]> = {}) =>
  linesOfRun(
    after.map((ms) => ({ stream: 'stdout', time: new Date(START + ms).toISOString(), text: `${ms}` })),
    { state: 'exited', startedAt: new Date(START).toISOString(), restartCount: 0, ...more },
  ).map(({ text }) => Number(text));

test('linesOfRun() leaves out what a container wrote before its last start', () => {
  expect(left([-60_000, -30_000, 5, 900])).toEqual([5, 900]);
  expect(left([-200, -150, 0, 1], { state: 'restarting', restartCount: 2 })).toEqual([0, 1]);
});

test('linesOfRun() has the lines that a program wrote before a busy engine noted its start', () => {
  expect(left([-60_000, -300, 3])).toEqual([-300, 3]);
  expect(left([-60_000, -50, -49, 3])).toEqual([-50, -49, 3]);
  const restarted = { state: 'restarting', restartCount: 2 } as const;
  expect(left([-200, -50, -49, 3], restarted)).toEqual([-50, -49, 3]);
  expect(left([-60_000, -910, -900], restarted)).toEqual([-910, -900]);
  expect(left([-60_000, -130, -60, 3])).toEqual([-130, -60, 3]);
  expect(left([-60_000, -910, -900])).toEqual([-910, -900]);
});

test('linesOfRun() has nothing of a run that wrote nothing', () => {
  expect(left([-60_000, -30_000])).toEqual([]);
  expect(left([])).toEqual([]);
});

test('linesOfRun() leaves in the run before of a container that runs again, and all of one that never started', () => {
  expect(left([-60_000, 5], { state: 'running', restartCount: 1 })).toEqual([-60_000, 5]);
  expect(left([-60_000, 5], { startedAt: '0001-01-01T00:00:00Z' })).toEqual([-60_000, 5]);
});
