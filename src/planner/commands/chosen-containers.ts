import type { Observed, ObservedContainer } from '../../model/observed.ts';
import type { Project } from '../../model/project.ts';
import { declaredServices, requireServices } from '../graph/service-graph.ts';
import { containersByService } from '../snapshot/own-containers.ts';
import { sortByName } from '../snapshot/sort-by-name.ts';

/**
 * The numbered containers of these services, or of all of them; whatever profiles are active. By name.
 *
 * Error: UserError `no-such-service`.
 */
export function chosenContainers(
  project: Project,
  observed: Observed,
  named: readonly string[] = [],
): readonly ObservedContainer[] {
  const declared = declaredServices(project);
  requireServices(named, new Set(declared.keys()));
  const concerned = new Set(named.length > 0 ? named : declared.keys());
  const byService = containersByService(observed);
  return sortByName([...concerned].flatMap((service) => byService.get(service) ?? []));
}
