import { type CommandHint, type CommandWord, type Hint, mapHint } from '../../diagnostics/hint.ts';
import { hideInWords } from '../../util/looks-secret.ts';
import type { Globals } from './globals.ts';

/**
 * The hint as this call of the program may print it: its commands name the project in the way that the user did, and
 * nothing in it is a secret.
 *
 * @param hide undefined: secrets may be shown
 */
export function completeHint(hint: Hint, globals: Globals, hide?: (text: string) => string): Hint {
  const complete = (command: CommandHint): CommandHint => {
    const words = command.ofProject
      ? [...projectFlags(globals, saysWhere(command)), ...command.words]
      : command.words;
    return { ...command, words: hide ? withoutSecrets(words, hide) : words };
  };
  return mapHint(hint, complete, hide);
}

function withoutSecrets(
  words: readonly CommandWord[],
  hide: (text: string) => string,
): readonly CommandWord[] {
  const shown = hideInWords(
    words.map((word) => (typeof word === 'string' ? word : '')),
    hide,
  );
  return words.map((word, index) => (typeof word === 'string' ? (shown[index] ?? '') : word));
}

/** Whether it says itself if the swarm is meant, or the engine. */
const saysWhere = ({ words }: CommandHint): boolean => words.includes('--on') || words.includes('--to');

/** Of which project, as it was said: a command that leaves it out would be about another one. */
function projectFlags(globals: Globals, withoutOn: boolean): readonly string[] {
  const { file, projectName, instance, profile, envFile, projectDirectory, host, context, on } = globals;
  const repeated = (flag: string, values: readonly string[]) => values.flatMap((value) => [flag, value]);
  const once = (flag: string, value: string | undefined) => (value === undefined ? [] : [flag, value]);
  return [
    ...once('-H', host),
    ...once('-c', context),
    ...once('--on', withoutOn ? undefined : on),
    ...repeated('-f', file),
    ...once('-p', projectName),
    ...once('--instance', instance),
    ...once('--project-directory', projectDirectory),
    ...repeated('--env-file', envFile),
    ...repeated('--profile', profile),
  ];
}
