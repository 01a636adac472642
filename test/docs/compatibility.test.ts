import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { TESTS_OF_ROWS } from './tests-of-rows.ts';

const ROOT = join(import.meta.dirname, '../..');
/** What is left out has no row there: docs/commands.md and its test hold it. */
const LEFT_OUT = 'Left out: ';

/** `section: row`, each row as the first cell of it is written. */
function rowsOf(page: string): readonly string[] {
  return page.split(/^#+ /m).flatMap((section) => {
    const [title = '', ...lines] = section.split('\n');
    return lines
      .filter((line, index) => line.startsWith('| ') && !isRule(line) && !isRule(lines[index + 1] ?? ''))
      .map((line) => `${title}: ${line.slice(2).split(/(?<!\\) \| /)[0]}`);
  });
}

const isRule = (line: string): boolean => line.startsWith('| ---');

test('every row of docs/compatibility.md has tests in tests-of-rows.ts, and no other has', () => {
  const page = readFileSync(join(ROOT, 'docs/compatibility.md'), 'utf8');
  const rows = new Set(rowsOf(page).filter((row) => !row.startsWith(LEFT_OUT)));
  const held = new Set(
    Object.entries(TESTS_OF_ROWS).flatMap(([section, tests]) =>
      Object.keys(tests).map((row) => `${section}: ${row}`),
    ),
  );

  expect([...rows].filter((row) => !held.has(row))).toEqual([]);
  expect([...held].filter((row) => !rows.has(row))).toEqual([]);
});

test('the tests that rows of docs/compatibility.md name are there', () => {
  const missing = Object.values(TESTS_OF_ROWS)
    .flatMap((rows) => Object.values(rows).flat())
    .filter((reference) => {
      const [file = '', ...words] = reference.split(': ');
      const path = join(ROOT, 'test', `${file}.test.ts`);
      return !existsSync(path) || !readFileSync(path, 'utf8').includes(words.join(': '));
    });

  expect(missing).toEqual([]);
});
