import { expect, test } from 'vitest';
import { textPatternOf } from '../../src/diagnostics/text-pattern-of.ts';

test.each([
  ['error|warn(ing)?', 'a warning', true],
  ['^GET .*5\\d\\d$', 'GET /x 503', true],
  ['^GET', 'a GET', false],
  ['(?i)timeout', 'Timeout', true],
  ['\\bcaf\\u00e9', 'a café', true],
  ['(?<n>a)/', 'a/', true],
  ['', 'anything', true],
])('textPatternOf(%j) finds something in %j: %s', async (pattern, text, found) => {
  expect((await textPatternOf('--grep', pattern)).test(text)).toBe(found);
});

test.each([
  ['(', '--grep: "(" is no regular expression: missing closing ): `(`'],
  ['(?=a)', '--grep: "(?=a)" is no regular expression: invalid or unsupported Perl syntax: `(?=`'],
  ['(a)\\1', '--grep: "(a)\\1" is no regular expression: invalid escape sequence: `\\1`'],
  ['(?<=a)b', expect.stringContaining('is no regular expression')],
  ['a{100000}', expect.stringContaining('invalid repeat count')],
])('textPatternOf(%j) is refused', async (pattern, message) => {
  await expect(textPatternOf('--grep', pattern)).rejects.toMatchObject({ code: 'bad-pattern', message });
});

test('textPatternOf() ends on a long line where another engine would not', async () => {
  const pattern = await textPatternOf('--grep', '(a*)*(a|aa)+(a|a?)+b$');

  expect(pattern.test('a'.repeat(1_000_000))).toBe(false);
});
