import { expect, test } from 'vitest';
import { formatPrintf } from '../../../src/ui/go-template/printf.ts';

test.each([
  ['%s-%d', ['web', 3], 'web-3'],
  ['%5s|%-5s|', ['ab', 'cd'], '   ab|cd   |'],
  ['%05d', [42], '00042'],
  ['%.2f%%', [1.239], '1.24%'],
  ['%.3s', ['abcdef'], 'abc'],
  ['%q %t %x', ['a"b', true, 255], '"a\\"b" true ff'],
  ['%d', ['web'], '%!d(string=web)'],
  ['%s', [], '%!s(MISSING)'],
  ['%s', ['a', 2], 'a%!(EXTRA int=2)'],
])('formatPrintf() prints %s with %j as Go does', (format, values, expected) => {
  expect(formatPrintf(format, values)).toBe(expected);
});
