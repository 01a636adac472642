import type { Cli } from './cli.ts';
import { loadProjectFor } from './load.ts';
import { checkServices, onlyName } from './target.ts';

/**
 * Which project is meant, for who needs nothing else of it: nothing is asked of the engine.
 *
 * Error: UserError `no-such-service`, where the files tell.
 */
export async function findProjectName(cli: Cli, services: readonly string[]): Promise<string> {
  const name = onlyName(cli);
  if (name !== undefined) return name;
  const project = await loadProjectFor(cli, { services: [] });
  checkServices(project, services);
  return project.name;
}
