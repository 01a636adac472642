import type { Project } from '../../model/project.ts';
import type { ServiceHashes } from './service-hashes.ts';

/**
 * Makes the hashes that do not depend on what the engine has. They are most of the work of a plan in which nothing
 * changes, and can be made while the engine still looks for its answer.
 */
export function warmHashes({ services }: Project, hashes: ServiceHashes): void {
  for (const service of services.values()) {
    if (service.provider !== undefined) continue;
    try {
      // Ids of other containers are put in later, into a text that is then known.
      hashes.hashOf(service, () => undefined);
    } catch {
      // What is wrong with it is told when it is needed.
    }
  }
}
