import { dirname } from 'node:path';
import { gantry, hintText } from '../../diagnostics/hint.ts';
import type { Problem } from '../../diagnostics/problem.ts';
import { SpecError } from '../../diagnostics/spec-error.ts';
import { LABEL } from '../../model/labels.ts';
import type { Cli } from '../context/cli.ts';
import { completeHint } from '../context/complete-hint.ts';

/** What goes back, or tells what there is: who has broken the files needs these most. */
const WAYS_BACK: ReadonlySet<string> = new Set(['rollback', 'undo', 'history', 'drift', 'why']);

/** The same error, and at its last mistake how to do without the files: with the name of a project of this folder that is on the engine. */
export async function hintingAtName(cli: Cli, error: SpecError): Promise<SpecError> {
  const { command = '' } = cli.globals;
  const verb = command === 'plan' ? cli.words.find((word) => !word.startsWith('-')) : command;
  if (verb === undefined || !WAYS_BACK.has(verb) || cli.globals.projectName !== undefined) return error;
  const name = (await projectHere(cli)) ?? 'PROJECT';
  const globals = { ...cli.globals, file: [], projectName: name };
  const way = hintText(completeHint(['without the files: ', gantry(command, ...cli.words)], globals));
  const last = error.problems.findLastIndex(({ severity }) => severity === 'error');
  return new SpecError(
    error.problems.map((problem, index) => (index === last ? withHint(problem, way) : problem)),
  );
}

const withHint = (problem: Problem, hint: string): Problem => ({
  ...problem,
  hint: problem.hint === undefined ? hint : `${problem.hint}; ${hint}`,
});

/** Unknown where there are several, or no engine. */
async function projectHere(cli: Cli): Promise<string | undefined> {
  const folders = upwards(cli.globals.projectDirectory ?? cli.cwd);
  try {
    const containers = await (await cli.engine()).listContainers([]);
    for (const folder of folders) {
      const here = containers.filter(({ labels }) => labels[LABEL.workingDir] === folder);
      const names = [...new Set(here.flatMap(({ labels }) => labels[LABEL.project] ?? []))];
      if (names.length > 0) return names.length === 1 ? names[0] : undefined;
    }
  } catch {
    // That there is no engine is not what is wrong here.
  }
  return undefined;
}

const upwards = (folder: string): readonly string[] =>
  dirname(folder) === folder ? [folder] : [folder, ...upwards(dirname(folder))];
