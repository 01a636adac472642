import type { CommandHint, Hint } from '../../diagnostics/hint.ts';
import type { Cli } from '../context/cli.ts';
import { completeHint } from '../context/complete-hint.ts';

/** The command that repairs drift, of the project and the services that were asked about. */
export const completeRepair =
  ({ globals }: Pick<Cli, 'globals'>, services: readonly string[]) =>
  (command: CommandHint): Hint => {
    // On a swarm `up` always looks at what is there.
    const words = command.words.filter((word) => globals.on !== 'swarm' || word !== '--verify');
    return completeHint({ ...command, words: [...words, ...services] }, globals);
  };
