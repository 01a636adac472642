import { expect, test } from 'vitest';
import { isBadPattern, type PathPattern, pathPattern } from '../../src/util/path-pattern.ts';

test.each([
  ['a?c', 'abc', true],
  ['a?c', 'a/c', false],
  ['?', '😀', true],
  ['*', 'a/b', false],
  ['a*c*e', 'abcde', true],
  ['a*c*e', 'abcd/e', false],
  ['*.*.js', 'a.b.c.js', true],
  ['**', 'a/b/c', true],
  ['**/c', 'a/b/c', true],
  ['**/c', 'c', true],
  ['**/c', 'abc', false],
  ['a/**/c', 'a/c', true],
  ['a/**/c', 'a/b/b/c', true],
  ['a/**/*.js', 'a/b/c.js', true],
  ['a**', 'abc/d', true],
  ['**/**/b', 'a/b', true],
  ['[a-c]x', 'bx', true],
  ['[^a-c]x', 'bx', false],
  ['[^a]', '/', true],
  ['[\\]]', ']', true],
  ['a\\*', 'a*', true],
  ['a\\*', 'ab', false],
  ['c++/(old)|{x}.$^', 'c++/(old)|{x}.$^', true],
  ['a]', 'a]', true],
  ['', '', true],
])('pathPattern(%j) matches %j: %s', (pattern, path, matching) => {
  expect(good(pattern).matches(path)).toBe(matching);
});

test.each([
  ['a', 'a/b', true],
  ['a', 'ab', false],
  ['a*', 'ab/c/d', true],
  ['**/b', 'a/b/c', true],
  ['*', 'a/b', true],
  ['a/*', 'a', false],
])('pathPattern(%j) covers %j: %s', (pattern, path, covering) => {
  expect(good(pattern).covers(path)).toBe(covering);
});

test.each([
  ['a[bc', '"[" has no "]"'],
  ['[', '"[" has no "]"'],
  ['[]a]', 'a character is missing in "[…]"'],
  ['[a-]', 'a character is missing in "[…]"'],
  ['[z-a]', '"z-a" goes backwards'],
  ['a\\', 'nothing follows the backslash'],
  ['[a\\', 'nothing follows the backslash'],
  ['a'.repeat(5000), 'it is longer than 4096 characters'],
])('pathPattern(%j) is bad', (text, reason) => {
  expect(pathPattern(text)).toMatchObject({ reason });
});

test('a pattern of stars alone ends, on the longest path that there is', () => {
  const path = 'a'.repeat(4095);

  expect(good(`${'*a'.repeat(500)}*b`).matches(path)).toBe(false);
  expect(good(`${'**a'.repeat(300)}b`).covers(path)).toBe(false);
  expect(good(`${'**/*a'.repeat(200)}b`).covers('a/'.repeat(2000))).toBe(false);
});

function good(text: string): PathPattern {
  const pattern = pathPattern(text);
  if (isBadPattern(pattern)) throw new Error(pattern.reason);
  return pattern;
}
