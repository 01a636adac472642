import { SpecError } from '../../diagnostics/spec-error.ts';
import { UserError } from '../../diagnostics/user-error.ts';
import type { Project } from '../../model/project.ts';
import type { Cli } from '../context/cli.ts';
import type { Target } from '../context/target.ts';
import { silentTerminal } from '../context/terminal.ts';
import { loadProjectFor } from '../files/load.ts';
import { byLabels, newestOf } from './by-labels.ts';
import { whyUnread } from './why-unread.ts';

/**
 * The settings of gantry in the files that the labels of a project name, as they are now: a line that was added there changes no container,
 * so nothing on the engine knows of it yet.
 *
 * @returns undefined: there are no such files, somebody else may have written them, or they cannot be read
 */
export async function extensionsInFiles(
  cli: Cli,
  { observed }: Pick<Target, 'observed'>,
): Promise<Project['extensions'] | undefined> {
  const newest = newestOf(observed.containers);
  if (!newest || (await whyUnread(newest)) !== undefined) return undefined;
  const asLabelled = byLabels(cli, newest);
  // Nobody has asked for these files, so nobody is told what is wrong with them.
  const globals = { ...asLabelled.globals, logLevel: 'error' as const };
  try {
    const quiet = { ...asLabelled, globals, stderr: silentTerminal };
    return (await loadProjectFor(quiet, { services: [], needs: 'names' })).extensions;
  } catch (error) {
    if (error instanceof SpecError || error instanceof UserError) return undefined;
    throw error;
  }
}
