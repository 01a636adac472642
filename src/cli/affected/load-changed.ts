import type { Project } from '../../model/project.ts';
import type { Cli } from '../context/cli.ts';
import { loadProjectFor, type Selection } from '../files/load.ts';

interface Changed extends Selection {
  /** A revision; absent: all that the selection names. */
  readonly since: string | undefined;
}

interface LoadedChanged {
  readonly project: Project;
  /** Whose images they are from, by service. */
  readonly basedOn?: ReadonlyMap<string, readonly string[]>;
}

/** The project with only the services whose images are other ones since a revision. Errors: as `loadProjectFor` and `findAffectedSince`. */
export async function loadChanged(cli: Cli, { since, ...selection }: Changed): Promise<LoadedChanged> {
  if (since === undefined) return { project: await loadProjectFor(cli, selection) };
  const { servicesSince } = await import('./services-since.ts');
  const { services } = selection;
  const { names, basedOn } = await servicesSince(cli, { since, services }, ['build']);
  const project = await loadProjectFor(cli, { ...selection, services: names });
  // Without a name, all services would be meant.
  return { project: names.length > 0 ? project : { ...project, services: new Map() }, basedOn };
}
