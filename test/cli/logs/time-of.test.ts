import { expect, test } from 'vitest';
import { timeOf } from '../../../src/cli/logs/time-of.ts';

const now = new Date('2026-01-02T12:00:00Z');

test.each([
  ['42m', '2026-01-02T11:18:00.000Z'],
  ['1h30m', '2026-01-02T10:30:00.000Z'],
  ['2d', '2025-12-31T12:00:00.000Z'],
  ['1.5h', '2026-01-02T10:30:00.000Z'],
  ['2026-01-01T01:02:03Z', '2026-01-01T01:02:03.000Z'],
  ['2026-01-01T01:02:03+02:00', '2025-12-31T23:02:03.000Z'],
])('timeOf() reads %s as %s', (text, time) => {
  expect(timeOf(text, now)).toBe(time);
});

test('timeOf() hands seconds since 1970 to the engine as they are', () => {
  expect(timeOf('1136073600.5', now)).toBe('1136073600.5');
});

test.each(['soon', '42 minutes', '', '2026-13-45'])(
  'timeOf() refuses "%s" and says what to write',
  (text) => {
    expect(() => timeOf(text, now)).toThrow(/neither an age nor a time/);
  },
);
