import type { CommandHint, Hint } from '../../diagnostics/hint.ts';
import type { Cli } from '../context/cli.ts';
import { completeHint } from '../context/complete-hint.ts';

/** The command that repairs drift, of the project and the services that were asked about. */
export const completeRepair =
  ({ globals }: Pick<Cli, 'globals'>, services: readonly string[]) =>
  (command: CommandHint): Hint =>
    completeHint({ ...command, words: [...command.words, ...services] }, globals);
