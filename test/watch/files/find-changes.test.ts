import { mkdirSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, expect, test } from 'vitest';
import { viewHost } from '../../../src/watch/containers/find-differences.ts';
import { mergeChanges, mergeInOrder, type Put } from '../../../src/watch/files/changes.ts';
import { findChanges } from '../../../src/watch/files/find-changes.ts';
import { KnownPaths } from '../../../src/watch/files/known-paths.ts';
import { prepareMatcher } from '../../../src/watch/rules/match-rule.ts';
import type { SyncRule } from '../../../src/watch/rules/watch-rule.ts';
import { aFolder } from '../../support/a-folder.ts';

let folder: string;
afterEach(() => rmSync(folder, { recursive: true, force: true }));

test('findChanges copies what is there now, and a new folder with all that is in it', async () => {
  const look = await aRule({ 'a.js': '1' });
  writeFileSync(join(folder, 'a.js'), '2');
  mkdirSync(join(folder, 'lib/deep'), { recursive: true });
  writeFileSync(join(folder, 'lib/deep/b.js'), '1');

  expect(await look('a.js', 'lib')).toEqual({
    puts: ['/app/a.js', '/app/lib', '/app/lib/deep', '/app/lib/deep/b.js'],
    removals: [],
    replacements: [],
  });
});

test('findChanges removes what was on the host, and nothing that came and went unseen', async () => {
  const look = await aRule({ 'a.js': '1', 'lib/b.js': '1' });
  rmSync(join(folder, 'lib'), { recursive: true });

  expect(await look('lib', 'lib/b.js', '4913')).toEqual({
    puts: [],
    removals: ['/app/lib'],
    replacements: [],
  });
});

test('findChanges removes a file before a folder takes its place, and the other way round', async () => {
  const look = await aRule({ a: '1', 'b/c': '1' });
  rmSync(join(folder, 'a'));
  renameSync(join(folder, 'b'), join(folder, 'a'));
  writeFileSync(join(folder, 'b'), '1');

  expect(await look('a', 'b')).toEqual({
    puts: ['/app/a', '/app/a/c', '/app/b'],
    removals: [],
    replacements: ['/app/a', '/app/b'],
  });
});

test('findChanges never removes the target itself when the whole path of the rule is gone, only what was copied', async () => {
  const look = await aRule({ 'a.js': '1', 'lib/b.js': '1' });
  rmSync(folder, { recursive: true });

  expect(await look('')).toEqual({ puts: [], removals: ['/app/a.js', '/app/lib'], replacements: [] });
});

test('findChanges removes a single file that the rule names', async () => {
  const look = await aRule({ 'a.js': '1' }, {}, 'a.js');
  rmSync(join(folder, 'a.js'));

  expect(await look('')).toEqual({ puts: [], removals: ['/app'], replacements: [] });
});

test('findChanges with include removes only files that were copied, as their folder holds more in the container', async () => {
  const look = await aRule({ 'lib/a.js': '1', 'lib/a.css': '1' }, { include: ['**/*.js'] });
  rmSync(join(folder, 'lib'), { recursive: true });

  expect(await look('lib')).toEqual({ puts: [], removals: ['/app/lib/a.js'], replacements: [] });
});

test('viewHost tells what came, went and changed its kind before there was an event of it', async () => {
  folder = aFolder({ a: '1', 'b/c': '1', kept: '1' });
  const matcher = prepareMatcher(aSyncRule(folder), undefined);
  const known = new KnownPaths();
  await viewHost(matcher, known);
  rmSync(join(folder, 'a'));
  mkdirSync(join(folder, 'a'));
  rmSync(join(folder, 'b'), { recursive: true });
  mkdirSync(join(folder, 'new'));
  writeFileSync(join(folder, 'kept'), '2');

  const { changes } = await viewHost(matcher, known);

  const { puts, ...rest } = mergeChanges([changes]);
  expect({ puts: puts.map(({ target }) => target), ...rest }).toEqual({
    puts: ['/app/a', '/app/new'],
    removals: ['/app/b'],
    replacements: ['/app/a'],
  });
});

test('mergeInOrder lets what is found later hold', () => {
  folder = aFolder({});
  const put = (path: string): Put => ({
    entry: { path, kind: 'folder', stats: statSync(folder) },
    source: join(folder, path),
    target: `/app/${path}`,
  });
  const first = { puts: [put('lib/a'), put('kept')], removals: ['/app/old', '/app/again'], replacements: [] };
  const second = { puts: [put('again')], removals: ['/app/lib'], replacements: [] };

  const { puts, removals } = mergeInOrder(first, second);

  expect(puts.map(({ target }) => target)).toEqual(['/app/kept', '/app/again']);
  expect(removals).toEqual(['/app/old', '/app/lib']);
});

const aSyncRule = (path: string): SyncRule => ({
  service: 'web',
  path,
  action: 'sync',
  target: '/app',
  include: [],
  ignore: [],
});

/** @returns what is to be done in the container when something happened at these paths. */
async function aRule(files: Readonly<Record<string, string>>, more: Partial<SyncRule> = {}, path = '') {
  folder = aFolder(files);
  const matcher = prepareMatcher({ ...aSyncRule(join(folder, path)), ...more }, undefined);
  const known = new KnownPaths();
  await viewHost(matcher, known);
  return async (...paths: string[]) => {
    const { puts, ...rest } = mergeChanges([await findChanges(matcher, paths, known)]);
    return { puts: puts.map(({ target }) => target), ...rest };
  };
}
