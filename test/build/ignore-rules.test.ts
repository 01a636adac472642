import { expect, test } from 'vitest';
import { ignoreRules } from '../../src/build/ignore-rules.ts';

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
])('ignoreRules() of %j on %s: %s', (text, path, ignored) => {
  expect(ignoreRules(text).ignores(path)).toBe(ignored);
});

test('ignoreRules() lets ignored folders be skipped unless something in them may be taken back in', () => {
  expect(ignoreRules('node_modules\r\ndist').prunes).toBe(true);
  expect(ignoreRules('*\n!src').prunes).toBe(false);
});
