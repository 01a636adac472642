import { EFFECTS } from '../../model/affected.ts';
import type { Project } from '../../model/project.ts';
import type { Cli } from '../context/cli.ts';
import { loadProjectFor, type Selection } from '../files/load.ts';
import type { AffectedSince } from './find-affected-since.ts';

interface Changed extends Selection {
  /** A revision; absent: all that the selection names. */
  readonly since: string | undefined;
  /** Services that the caller wants to know of as well, whatever the profiles say. They are not in the project for that. */
  readonly beside?: (project: Project) => readonly string[];
}

/** What a comparison says of the services that were asked for, whether their images are other ones or not. */
export interface AffectedServices {
  readonly base: AffectedSince['base'];
  /** Those that are affected in any way, and what their images are made from. By name. */
  readonly names: readonly string[];
  /** All that were asked for, and those. */
  readonly among: readonly string[];
  /** Whether any service of the project is, asked for or not. */
  readonly isAny: boolean;
}

interface LoadedChanged {
  readonly project: Project;
  /** Absent: no revision was named. */
  readonly changed?: AffectedServices;
  readonly beside: {
    readonly all: readonly string[];
    /** Those that the change affects in any way. */
    readonly affected: readonly string[];
  };
}

/** The project with only the services whose images are other ones since a revision. Errors: as `loadProjectFor` and `findAffectedSince`. */
export async function loadChanged(
  cli: Cli,
  { since, beside = () => [], ...selection }: Changed,
): Promise<LoadedChanged> {
  if (since === undefined) {
    const project = await loadProjectFor(cli, selection);
    const all = beside(project);
    return { project, beside: { all, affected: all } };
  }
  const { chosenFrom, compareSince } = await import('./services-since.ts');
  const { services } = selection;
  const found = await compareSince(cli, { since, services, beside });
  const asked = new Set(services.length > 0 ? services : found.project.services.keys());
  const { names } = chosenFrom(found, ['build'], asked);
  const project = await loadProjectFor(cli, { ...selection, services: names });
  const all = beside(found.project);
  const affected = all.filter((one) => found.services.some(({ name }) => name === one));
  const touched = chosenFrom(found, EFFECTS, asked).names;
  const changed = {
    base: found.base,
    names: touched,
    among: [...new Set([...asked, ...touched])].sort(),
    isAny: found.isAny,
  };
  // Without a name, all services would be meant.
  return {
    project: names.length > 0 ? project : { ...project, services: new Map() },
    changed,
    beside: { all, affected },
  };
}
