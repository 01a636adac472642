import type { Project } from '../../model/project.ts';
import { hashedOf, hashOf } from './config-hash.ts';
import { peerReferences } from './peer-references.ts';

/**
 * Makes the hashes that do not depend on what the engine has. They are most of the work of a plan in which nothing
 * changes, and can be made while the engine still looks for its answer.
 */
export function warmHashes(project: Project): void {
  for (const service of project.services.values()) {
    if (service.provider !== undefined) continue;
    try {
      if (peerReferences(service).length > 0) hashedOf(project, service);
      else hashOf(project, service, () => undefined);
    } catch {
      // What is wrong with it is told when it is needed.
    }
  }
}
