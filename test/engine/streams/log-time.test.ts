import { expect, test } from 'vitest';
import { logTime } from '../../../src/engine/streams/log-time.ts';

test.each([
  ['2026-01-02T12:00:00Z', '1767355200.000000000'],
  ['2026-01-02T12:00:00.5Z', '1767355200.500000000'],
  ['2026-01-02T12:00:00.123456789Z', '1767355200.123456789'],
  ['2026-01-02T13:00:00.25+01:00', '1767355200.250000000'],
  ['1136073600', '1136073600'],
  ['1136073600.000000001', '1136073600.000000001'],
])('logTime() reads %s without losing a nanosecond', (time, seconds) => {
  expect(logTime(time)).toBe(seconds);
});
