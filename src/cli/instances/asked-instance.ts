import type { Cli } from '../context/cli.ts';

/** The name of an instance that says: the project itself. */
export const PLAIN = '.';

/** What is asked for before any file is read: by a flag, or a variable of the environment. undefined: nothing. */
export const askedInstance = ({
  globals,
  environment,
}: Pick<Cli, 'globals' | 'environment'>): string | undefined =>
  globals.instance ?? (environment.get('GANTRY_INSTANCE') || undefined);
