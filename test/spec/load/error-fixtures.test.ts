import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { PROBLEM_CODES, type Problem } from '../../../src/diagnostics/problem.ts';
import { SpecError } from '../../../src/diagnostics/spec-error.ts';
import { loadProject } from '../../../src/spec/load/load-project.ts';
import { showProblems } from '../../../src/ui/errors/show-error.ts';
import { filesAsIfIn } from '../../support/files-as-if-in.ts';
import { typedCommand } from '../../support/typed-command.ts';

// A folder is what somebody has; command.txt is what they type in it, `gantry config -q` where there is none;
// expected.txt is what they then read. UPDATE_GOLDEN=1 writes the expected texts anew, to be looked at one by one.

const ROOT = join(import.meta.dirname, '../../../fixtures/errors');
const HERE = '/home/ann/shop';
const OURS = ['command.txt', 'expected.txt'];
const cases = readdirSync(ROOT).sort();

async function problemsIn(name: string): Promise<readonly Problem[]> {
  const folder = join(ROOT, name);
  const command = join(folder, 'command.txt');
  const typed = existsSync(command) ? readFileSync(command, 'utf8') : 'gantry config -q';
  const { request, stdin } = typedCommand(typed, HERE);
  const piped = stdin === undefined ? '' : readFileSync(join(folder, stdin), 'utf8');
  try {
    const { warnings } = await loadProject(
      { ...request, options: { lint: true } },
      filesAsIfIn(HERE, folder, OURS, piped),
    );
    return warnings;
  } catch (error) {
    if (error instanceof SpecError) return error.problems;
    throw error;
  }
}

test.each(cases)('loadProject() explains fixtures/errors/%s as its expected.txt has it', async (name) => {
  const problems = await problemsIn(name);
  const shown = showProblems(problems, { colour: false });
  const golden = join(ROOT, name, 'expected.txt');
  if (process.env.UPDATE_GOLDEN === '1') writeFileSync(golden, shown);

  expect(shown).toBe(readFileSync(golden, 'utf8'));
  // A folder is named after the problem that it is about.
  expect(problems.map(({ code }) => code).some((code) => name.startsWith(`${code}-`))).toBe(true);
});

test('fixtures/errors shows every code that a problem can have', () => {
  const missing = PROBLEM_CODES.filter((code) => !cases.some((name) => name.startsWith(`${code}-`)));

  expect(missing).toEqual([]);
});
