import { expect, test } from 'vitest';
import { durationMs, lineCount, scaleOf, seconds } from '../../../src/cli/flags/option-values.ts';

test('seconds() takes whole numbers and refuses what a timeout cannot be', () => {
  expect(seconds('0')).toBe(0);
  expect(seconds('90')).toBe(90);
  for (const text of ['-1', '1.5', '1m', '']) expect(() => seconds(text)).toThrow();
});

test('durationMs() takes durations with units, and 0', () => {
  expect(durationMs('1m1.5s')).toBe(61_500);
  expect(durationMs('0')).toBe(0);
  expect(() => durationMs('5')).toThrow('5s');
  for (const text of ['', '-1s', 'soon']) expect(() => durationMs(text)).toThrow();
});

test('lineCount() means every line by "all" and by a negative number', () => {
  expect(lineCount('all')).toBeLessThan(0);
  expect(lineCount('-1')).toBeLessThan(0);
  expect(lineCount('0')).toBe(0);
  expect(() => lineCount('many')).toThrow();
});

test('scaleOf() adds to the services named before, and the last word on one counts', () => {
  const first = scaleOf('web=2', new Map());
  expect([...scaleOf('web=5', scaleOf('db=1', first))]).toEqual([
    ['web', 5],
    ['db', 1],
  ]);
  expect(() => scaleOf('web', new Map())).toThrow();
  expect(() => scaleOf('web=many', new Map())).toThrow();
});
