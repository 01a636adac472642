import { imageOfService } from './image-of-service.ts';
import type { Project } from './project.ts';

/** The services that build images, by all names that the files give these. */
export function imageBuilders(project: Project): ReadonlyMap<string, string> {
  const builders = new Map<string, string>();
  for (const service of [...project.services.values(), ...project.disabledServices.values()]) {
    if (!service.build) continue;
    for (const image of [imageOfService(project, service), ...service.build.tags])
      builders.set(image, service.name);
  }
  return builders;
}
