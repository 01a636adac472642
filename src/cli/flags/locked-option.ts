import type { Command } from 'commander';
import { isTrue } from '../../util/is-true.ts';

/** One meaning for all commands that run images or pull them. */
export const defineLocked = (command: Command): Command =>
  command.option('--locked', 'with exactly the images of the lock file (or GANTRY_LOCKED)');

interface LockedCli {
  readonly environment: ReadonlyMap<string, string>;
  readonly globals: { locked?: boolean };
}

/** Where it is wanted, every loading of the files from now on takes the images of the lock file. */
export function readLocked({ environment, globals }: LockedCli, command: Command): void {
  const { locked } = command.opts<{ readonly locked?: boolean }>();
  if (locked ?? isTrue(environment.get('GANTRY_LOCKED'))) globals.locked = true;
}
