import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { makeTable } from '../../scripts/commands-table/make-table.ts';
import { printTable } from '../../scripts/commands-table/print-table.ts';
import { COMMANDS } from '../../src/cli/context/command-names.ts';
import { examplesOf } from '../../src/cli/help/examples.ts';
import { LEFT_OUT } from '../../src/cli/help/left-out.ts';

const sections = await makeTable();
const rows = sections.flatMap((section) => section.rows);
const docs = (name: string): string => readFileSync(join(import.meta.dirname, '../../docs', name), 'utf8');

test('every command and flag of docker compose is there, or says why it is not', () => {
  expect(
    rows.filter(({ state }) => state === 'missing').map(({ command, flag }) => `${command} ${flag}`),
  ).toEqual([]);
});

test('docs/commands.md is what the program has (node scripts/commands-table.ts writes it)', () => {
  expect(docs('commands.md')).toBe(printTable(sections));
});

test('what is left out is told in docs/compatibility.md, and is not there after all', () => {
  const leftOut = Object.entries(LEFT_OUT).flatMap(([command, flags]) =>
    Object.keys(flags).map((flag) => ({ command, flag, name: flag || command })),
  );
  const compatibility = docs('compatibility.md');

  expect(leftOut.filter(({ name }) => !compatibility.includes(`\`${name}\``))).toEqual([]);
  expect(rows.filter(({ state }) => state === 'left out')).toHaveLength(leftOut.length);
});

test('the help of every command has examples', () => {
  const visible = COMMANDS.filter(({ hidden }) => !hidden).map(({ name }) => name);

  expect(visible.filter((name) => examplesOf(name) === '')).toEqual([]);
});
