import { existsSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { expect, test } from 'vitest';
import { FOLDERS, ROOMS } from '../support/rooms.ts';

const root = resolve(import.meta.dirname, '../..');
const text = readFileSync(join(root, 'docs/architecture.md'), 'utf8');
const rows = text
  .split('\n')
  .filter((line) => line.startsWith('|'))
  .map((line) => line.split('|').slice(1, -1));

test('the table of folders in docs/architecture.md has every folder with what it may import', () => {
  const table = Object.fromEntries(
    rowsOf('must not know').map(([folder, imports]) => [names(folder)[0], names(imports)]),
  );

  // `cli` may import everything, which the table says in words.
  expect(table).toEqual({ ...FOLDERS, cli: ['cli'] });
});

test.each(Object.entries(ROOMS))(
  'docs/architecture.md lists the rooms of %s, the lowest first',
  (folder, rooms) => {
    const found =
      folder === 'cli'
        ? rowsOf('what is in it').flatMap(([room]) => names(room))
        : rowsOf('rooms, lowest first').flatMap(([link, list]) =>
            link?.includes(`[${folder}]`) ? names(list) : [],
          );

    expect(found).toEqual(Object.keys(rooms).filter((room) => room !== '.'));
  },
);

test('every path that docs/architecture.md names is there', () => {
  const paths = [...text.matchAll(/`((?:[\w.-]+\/)+[\w.-]*)`/g)].flatMap(([, path]) => path ?? []);
  const missing = paths.filter((path) => ![join(root, 'src', path), join(root, path)].some(existsSync));

  expect(paths.length).toBeGreaterThan(50);
  expect(missing.filter((path) => path !== 'commands/')).toEqual([]);
});

test('the glossary has each word once', () => {
  const words = rowsOf('where').flatMap(([word]) => word?.trim() ?? []);

  expect(words.length).toBeGreaterThan(40);
  expect(words).toEqual([...new Set(words)]);
});

/** The rows below the headers whose last title is this one. */
function rowsOf(title: string): readonly (readonly string[])[] {
  const isHeader = (index: number): boolean => /^[\s-]+$/.test(rows[index + 1]?.[0] ?? '');
  const found: (readonly string[])[] = [];
  let inside = false;
  for (const [index, row] of rows.entries()) {
    if (isHeader(index)) inside = row.at(-1)?.trim() === title;
    else if (inside && !/^[\s-]+$/.test(row[0] ?? '')) found.push(row);
  }
  return found;
}

/** What stands in backticks. */
const names = (cell = ''): string[] => [...cell.matchAll(/`([^`]+)`/g)].flatMap(([, name]) => name ?? []);
