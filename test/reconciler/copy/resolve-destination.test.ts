import { expect, test } from 'vitest';
import { resolveDestination, sourceName } from '../../../src/reconciler/copy/resolve-destination.ts';

const FILE = { exists: true, isFolder: false };
const FOLDER = { exists: true, isFolder: true };
const NOTHING = { exists: false, isFolder: false };

test.each([
  ['a file into a folder', 'a', false, '/d', FOLDER, '/d', 'a'],
  ['a file over a file', 'a', false, '/d/b', FILE, '/d', 'b'],
  ['a file under a new name', 'a', false, '/d/b', NOTHING, '/d', 'b'],
  ['a folder into a folder', 'src', true, '/d', FOLDER, '/d', 'src'],
  ['a folder under a new name', 'src', true, '/d/new', NOTHING, '/d', 'new'],
  ['a folder under a new name with a slash', 'src', true, '/d/new/', NOTHING, '/d', 'new'],
  ['what is in a folder into a folder', '.', true, '/d', FOLDER, '/d', '.'],
  ['what is in a folder into a new one', '.', true, '/d/new', NOTHING, '/d', 'new'],
  ['into the root', 'a', false, '/', FOLDER, '/', 'a'],
])('landing() of %s', (_, name, isFolder, path, there, folder, as) => {
  expect(resolveDestination({ name, isFolder }, { path, ...there })).toEqual({ folder, name: as });
});

test('landing() refuses a folder over a file, and a file into a folder that is not there', () => {
  expect(() => resolveDestination({ name: 'src', isFolder: true }, { path: '/d', ...FILE })).toThrow(
    '/d is a file',
  );
  expect(() => resolveDestination({ name: 'a', isFolder: false }, { path: '/d/', ...NOTHING })).toThrow(
    'there is no folder /d/',
  );
});

test.each([
  ['/a/b', 'b'],
  ['/a/b/', 'b'],
  ['/a/b/.', '.'],
  ['.', '.'],
  ['/', '.'],
])('sourceName() of %s is %s', (path, name) => {
  expect(sourceName(path)).toBe(name);
});
