import { expect, test } from 'vitest';
import { ignoreRules } from '../../../src/build/ignore-rules.ts';
import { prepareMatcher } from '../../../src/watch/rules/match-rule.ts';
import type { WatchRule } from '../../../src/watch/rules/watch-rule.ts';

const rule: WatchRule = {
  service: 'web',
  path: '/p/src',
  action: 'sync',
  target: '/app',
  include: [],
  ignore: [],
};
const context = {
  context: '/p',
  file: '.dockerignore',
  rules: ignoreRules({ name: '.dockerignore', text: '**/node_modules\nsrc/secret.txt\n' }),
};

const counts = (
  paths: readonly string[],
  more: Partial<WatchRule> = {},
  ignored = false,
): readonly string[] => {
  const { ignoreReason } = prepareMatcher({ ...rule, ...more }, ignored ? context : undefined);
  return paths.filter((path) => ignoreReason(path) === undefined);
};

test('matchRule leaves out what ignore names, at any depth below a folder', () => {
  expect(counts(['a.js', 'dist/a.js', 'dist', 'x/dist/a.js'], { ignore: ['dist/'] })).toEqual([
    'a.js',
    'x/dist/a.js',
  ]);
  expect(counts(['dist/a.js', 'dist/keep.js'], { ignore: ['./dist', '!dist/keep.js'] })).toEqual([
    'dist/keep.js',
  ]);
});

test('matchRule takes only what include names', () => {
  expect(counts(['a.js', 'a.css', 'x/b.js'], { include: ['*.js'] })).toEqual(['a.js']);
  expect(counts(['a.js', 'a.css', 'x/b.js'], { include: ['**/*.js'] })).toEqual(['a.js', 'x/b.js']);
});

test('matchRule leaves out what the build of the service leaves out, by paths relative to its context', () => {
  expect(counts(['a.js', 'secret.txt', 'x/node_modules/m/index.js'], {}, true)).toEqual(['a.js']);
});

test('matchRule always takes the file that the rule itself names', () => {
  expect(counts([''], { path: '/p/src/secret.txt' }, true)).toEqual(['']);
});

test('matchRule leaves out what editors and git keep for themselves', () => {
  const kept = [
    '.a.js.swp',
    '4913',
    'a.js~',
    '.#a.js',
    '#a.js#',
    'a.js___jb_tmp___',
    '.git/index',
    'x/.git/HEAD',
  ];
  expect(counts([...kept, 'a.swift', '.gitignore', 'x.git/a'])).toEqual(['a.swift', '.gitignore', 'x.git/a']);
});

test('a folder is not read when nothing in it can count', () => {
  const pruned = (path: string, more: Partial<WatchRule> = {}) =>
    prepareMatcher({ ...rule, ...more }, context).prunes(path);
  expect(pruned('node_modules')).toBe(true);
  expect(pruned('.git')).toBe(true);
  expect(pruned('dist', { ignore: ['dist', '!dist/keep'] })).toBe(false);
  expect(pruned('lib', { include: ['*.js'] })).toBe(false);
});
