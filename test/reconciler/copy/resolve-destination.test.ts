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
  ['a file under a name that ends in a dot', 'a', false, '/d/b.', NOTHING, '/d', 'b.'],
  ['a folder under a new name with slashes', 'src', true, '/d/new//', NOTHING, '/d', 'new'],
  ['a file over a file with a slash', 'a', false, '/d/b/', FILE, '/d', 'b'],
  ['into the root', 'a', false, '/', FOLDER, '/', 'a'],
])('resolveDestination() of %s', (_, name, isFolder, path, there, folder, as) => {
  expect(resolveDestination({ name, isFolder }, { path, ...there })).toEqual({ folder, name: as });
});

test('resolveDestination() refuses a folder over a file, and a file into a folder that is not there', () => {
  expect(() => resolveDestination({ name: 'src', isFolder: true }, { path: '/d', ...FILE })).toThrow(
    expect.objectContaining({
      code: 'bad-usage',
      message: '/d is a file, and a folder cannot be copied over it',
      hint: 'name a folder, or a path that does not exist yet',
    }),
  );
  for (const path of ['/d/', '/d/.'])
    expect(() => resolveDestination({ name: 'a', isFolder: false }, { path, ...NOTHING })).toThrow(
      expect.objectContaining({
        code: 'missing-file',
        message: `there is no folder ${path}`,
        hint: 'make it first, or leave out the slash at the end to copy under that name',
      }),
    );
});

test.each([
  ['/a/b', 'b'],
  ['/a/b/', 'b'],
  ['/a/b//', 'b'],
  ['/a/b.', 'b.'],
  ['./a', 'a'],
  ['/a/b/.', '.'],
  ['.', '.'],
  ['/', '.'],
])('sourceName() of %s is %s', (path, name) => {
  expect(sourceName(path)).toBe(name);
});
