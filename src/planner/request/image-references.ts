import { imageOfService } from '../../model/image-of-service.ts';
import type { Project } from '../../model/project.ts';
import type { ServiceSpec } from '../../model/service-spec.ts';
import { hooksOf } from './hooks.ts';

/** The image of a service, as the engine is asked for it. */
export const imageReference: (project: Project, service: ServiceSpec) => string = imageOfService;

/** The images that decide about the project, each once, in order: what to ask the engine for before `planUp`. */
export function imageReferences(project: Project): readonly string[] {
  const references = new Set<string>();
  for (const service of project.services.values()) {
    if (service.provider === undefined) references.add(imageReference(project, service));
    for (const { image } of hooksOf(service, 'pre_start')) if (image !== undefined) references.add(image);
    for (const mount of service.volumes)
      if (mount.type === 'image' && mount.source) references.add(mount.source);
  }
  return [...references].sort();
}
