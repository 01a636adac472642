import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { TESTS_OF_ROWS } from './tests-of-rows.ts';

const ROOT = join(import.meta.dirname, '../..');
/** What is left out has no row there: docs/commands.md and its test hold it. */
const LEFT_OUT = 'Left out';

/** Section → the first cells of its tables, as they are written. */
function rowsOf(page: string): Readonly<Record<string, readonly string[]>> {
  const rows: Record<string, string[]> = {};
  for (const section of page.split(/^#+ /m)) {
    const [title = '', ...lines] = section.split('\n');
    const cells = lines
      .filter(
        (line, index) => line.startsWith('| ') && !line.startsWith('| ---') && !isHead(lines[index + 1]),
      )
      .map((line) => line.slice(2).split(/(?<!\\) \| /)[0] ?? '');
    if (cells.length > 0) rows[title] = cells.sort();
  }
  return rows;
}

const isHead = (next: string | undefined): boolean => next?.startsWith('| ---') ?? false;

test('every row of docs/compatibility.md names the tests that hold it', () => {
  const { [LEFT_OUT]: _, ...rows } = rowsOf(readFileSync(join(ROOT, 'docs/compatibility.md'), 'utf8'));
  const named = Object.fromEntries(
    Object.entries(TESTS_OF_ROWS).map(([section, tests]) => [section, Object.keys(tests).sort()]),
  );

  expect(named).toEqual(rows);
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
