import type { Cli } from '../context/cli.ts';

/** Who asks for a project that may be an instance: the command line, or the library. */
export interface InstanceAsker extends Pick<Cli, 'environment' | 'engine'> {
  readonly globals: Pick<Cli['globals'], 'instance' | 'map' | 'instanceOwner' | 'on'>;
}

/** The name of an instance that says: the project itself. */
export const PLAIN = '.';

/** What is asked for before any file is read: by a flag, or a variable of the environment. undefined: nothing. */
export const askedInstance = ({
  globals,
  environment,
}: Pick<InstanceAsker, 'globals' | 'environment'>): string | undefined =>
  globals.instance ?? (environment.get('GANTRY_INSTANCE') || undefined);
