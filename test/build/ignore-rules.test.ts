import dockerIgnore from '@balena/dockerignore';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type IgnoreRules, ignoreRules } from '../../src/build/ignore-rules.ts';

test.each([
  ['node_modules', 'node_modules/a/b.js', true],
  ['node_modules', 'web/node_modules/a.js', false],
  ['**/node_modules', 'web/node_modules/a.js', true],
  ['*.md', 'README.md', true],
  ['*.md', 'docs/README.md', false],
  ['*.md', 'readme.MD', false],
  ['*.md\n!README.md', 'README.md', false],
  ['**\n!src', 'src/main.c', false],
  ['# secret\nsecret', 'secret', true],
  ['/dist/', 'dist/app.js', true],
  ['c++/(old)', 'c++/(old)/x', true],
  ['a?c', 'abc', true],
  ['', 'anything', false],
  ['constructor', 'constructor', true],
  ['\uFEFFa', 'a', true],
  ['  a  \r\n#b', 'a', true],
  [' #b', '#b', true],
  ['.', 'a', false],
  ['../a', 'a', false],
  ['a/../b', 'b', true],
  ['**/*.js\n!**/keep/*.js', 'a/keep/x.js', false],
])('ignoreRules() of %j on %s: %s', (text, path, ignored) => {
  expect(rules(text).ignores(path)).toBe(ignored);
});

test('ignoreRules() lets ignored folders be skipped unless something in them may be taken back in', () => {
  expect(rules('node_modules\r\ndist').prunes).toBe(true);
  expect(rules('*\n!src').prunes).toBe(false);
});

test.each([
  ['a\n b[', '/app/.dockerignore:2:2: "b[" is no pattern: "[" has no "]"'],
  ['!', '/app/.dockerignore:1:1: "!" is no pattern: a path has to follow "!"'],
  ['[z-a]', '/app/.dockerignore:1:1: "[z-a]" is no pattern: "z-a" goes backwards'],
])('ignoreRules() refuses %j with its place', (text, message) => {
  expect(() => rules(text)).toThrow(expect.objectContaining({ code: 'bad-pattern', message }));
});

test('ignoreRules() ends where a regular expression would not', () => {
  const text = `${'*a'.repeat(200)}b\n${'**/a*'.repeat(200)}b\n`;

  expect(rules(text).ignores('a'.repeat(1000))).toBe(false);
});

/**
 * No sets: the library takes them for those of a regular expression. `**` only by itself: with other characters beside it, the library
 * looks at fewer folders than docker does today.
 */
const part = fc.oneof(
  fc.constant('**'),
  fc
    .string({ unit: fc.constantFrom('a', 'b', '.', '*', '?', '+'), maxLength: 4 })
    .filter((text) => !text.includes('**')),
);
const pattern = fc.array(part, { maxLength: 4 }).map((parts) => parts.join('/'));
const path = fc
  .array(fc.string({ unit: fc.constantFrom('a', 'b', '.', '+'), minLength: 1, maxLength: 3 }), {
    minLength: 1,
    maxLength: 4,
  })
  .map((parts) => parts.join('/'))
  .filter((text) => !text.split('/').some((part) => /^\.+$/.test(part)));

test('ignoreRules() decides as the library that follows docker line by line', () => {
  fc.assert(
    fc.property(fc.array(pattern, { maxLength: 4 }), fc.array(fc.boolean()), path, (patterns, nots, path) => {
      const lines = patterns.map((line, index) => (nots[index] && line.trim() !== '' ? `!${line}` : line));
      const library = dockerIgnore.default({ ignorecase: false }).add(lines.map(escaped));
      expect(rules(lines.join('\n')).ignores(path), lines.join(' | ')).toBe(library.ignores(path));
    }),
    { numRuns: 3000 },
  );
});

/** The library builds regular expressions and does not escape this character, which is literal in patterns. */
const escaped = (line: string): string => line.replaceAll('+', '\\+');

const rules = (text: string): IgnoreRules => ignoreRules({ name: '/app/.dockerignore', text });
