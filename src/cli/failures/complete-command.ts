import { shellWord } from '../../util/shell-word.ts';
import { COMMANDS } from '../context/command-names.ts';
import type { Globals } from '../context/globals.ts';

/** Of which project, as it was said: a command that leaves it out would be about another one. */
export function completeCommands(text: string, globals: Globals): string {
  const flags = projectFlags(globals);
  if (flags === '') return text;
  return text.replaceAll(CALL, (call, name: string) =>
    COMMANDS.some((command) => command.name === name) ? call.replace('gantry', `gantry ${flags}`) : call,
  );
}

/** The word behind it tells a command from what is said of the program. */
const CALL = /\bgantry (?:--progress \w+ )?([a-z]+)/g;

function projectFlags({
  file,
  projectName,
  profile,
  envFile,
  projectDirectory,
  host,
  context,
}: Globals): string {
  const repeated = (flag: string, values: readonly string[]) => values.map((value) => [flag, value] as const);
  return [
    ...repeated('-H', host === undefined ? [] : [host]),
    ...repeated('-c', context === undefined ? [] : [context]),
    ...repeated('-f', file),
    ...repeated('-p', projectName === undefined ? [] : [projectName]),
    ...repeated('--project-directory', projectDirectory === undefined ? [] : [projectDirectory]),
    ...repeated('--env-file', envFile),
    ...repeated('--profile', profile),
  ]
    .map(([flag, value]) => `${flag} ${shellWord(value)}`)
    .join(' ');
}
