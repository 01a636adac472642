import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Command } from 'commander';
import { expect, test } from 'vitest';
import { makeTable } from '../../scripts/commands-table/make-table.ts';
import { printTable } from '../../scripts/commands-table/print-table.ts';
import { loadCommand } from '../../src/cli/command-table.ts';
import { COMMANDS, RUNS_A_PROGRAM } from '../../src/cli/context/command-names.ts';
import { NO_GLOBALS } from '../../src/cli/context/globals.ts';
import { createCli } from '../../src/cli/create-cli.ts';
import { examplesOf } from '../../src/cli/help/examples.ts';
import { LEFT_OUT } from '../../src/cli/help/left-out.ts';
import { defineProgram } from '../../src/cli/help/program.ts';

const sections = await makeTable();
const rows = sections.flatMap((section) => section.rows);
const docs = (name: string): string => readFileSync(join(import.meta.dirname, '../../docs', name), 'utf8');

test('every command and flag of docker compose is there, or says why it is not', () => {
  expect(
    rows.filter(({ state }) => state === 'missing').map(({ command, flag }) => `${command} ${flag}`),
  ).toEqual([]);
});

test('every flag says what it does, in the words of its own command', () => {
  expect(
    rows.filter(({ meaning }) => meaning === '').map(({ command, flag }) => `${command} ${flag}`),
  ).toEqual([]);
  const pulls = rows.filter(({ flag }) => flag.startsWith('--pull'));
  expect(pulls.map(({ command, flag, meaning }) => [command, flag, meaning.split(':')[0]])).toEqual([
    ['up', '--pull <policy>', 'pull policy for every service'],
    ['create', '--pull <policy>', 'pull policy for every service'],
    ['test', '--pull <policy>', 'pull policy for every service'],
    ['run', '--pull <policy>', 'pull policy of the service'],
    ['build', '--pull', 'look for newer base images'],
  ]);
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

test('the help of a command lists every flag that its examples have', async () => {
  const cli = createCli(NO_GLOBALS, [], () => {});
  const flagsIn = (text: string): readonly string[] =>
    [...text.matchAll(/(?<= )(--?[a-zA-Z][\w-]*)/g)].flatMap(([, flag = '']) =>
      flag.startsWith('--') ? [flag] : [...flag.slice(1)].map((letter) => `-${letter}`),
    );
  const listed = (command: Command | undefined): readonly string[] =>
    (command?.options ?? [])
      .filter(({ hidden }) => !hidden)
      .flatMap(({ long, short }) => [long ?? '', short ?? '']);
  const before = listed(defineProgram());
  const missing: string[] = [];
  for (const { name } of COMMANDS) {
    const own = listed((await loadCommand(name))?.(cli));
    for (const line of examplesOf(name)
      .split('\n')
      .filter((text) => text.startsWith('  gantry '))) {
      // What follows a service is not ours: `run api npm test -x`.
      const typed = line.trim().split(/ {2,}/)[0] ?? '';
      const ours = RUNS_A_PROGRAM.includes(name) ? typed.replace(/( api| db| worker) .*$/, '$1') : typed;
      for (const flag of flagsIn(ours.split(/[|<>]/)[0] ?? ''))
        if (![...own, ...before].includes(flag)) missing.push(`${name} ${flag}`);
    }
  }
  expect(missing).toEqual([]);
});
