import { expect, test } from 'vitest';
import { overlap, readRange } from '../../src/util/address-range.ts';

test.each([
  ['10.1.0.0/16', '10.0.0.0/8', true],
  ['10.0.0.0/8', '10.1.2.0/24', true],
  ['172.18.0.0/16', '172.19.0.0/16', false],
  ['fd00::/64', 'fd00::/48', true],
  ['10.0.0.0/8', 'fd00::/8', false],
])('overlap() of %s and %s is %s', (a, b, expected) => {
  const [left, right] = [readRange(a), readRange(b)];

  expect(left && right && overlap(left, right)).toBe(expected);
});
