import type { Project } from '../../model/project.ts';
import type { Cli } from '../context/cli.ts';
import { loadProjectFor } from '../files/load.ts';
import { fallbackName } from './fallback-name.ts';
import { onlyName } from './target.ts';

export interface NamedProject {
  readonly name: string;
  /** Absent: only the name is known. */
  readonly project?: Project;
}

/**
 * Which project is meant, for who needs little more of it than its name: nothing is asked of the engine. Where there are
 * no files, or broken ones, COMPOSE_PROJECT_NAME is enough.
 *
 * Error: SpecError.
 */
export async function findProjectName(cli: Cli): Promise<NamedProject> {
  const name = await onlyName(cli);
  if (name !== undefined) return { name };
  try {
    const project = await loadProjectFor(cli, { services: [], needs: 'names' });
    return { name: project.name, project };
  } catch (error) {
    return { name: await fallbackName(cli, error) };
  }
}
