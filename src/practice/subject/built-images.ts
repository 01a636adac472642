import { imageOfService } from '../../model/image-of-service.ts';
import type { Project } from '../../model/project.ts';
import { parseReference } from '../dockerfile/image-reference.ts';

/** The images that are built here, as `plainImage` says them, by the service that builds them. */
export function builtImages(project: Project): ReadonlyMap<string, string> {
  const builders = new Map<string, string>();
  for (const service of [...project.services.values(), ...project.disabledServices.values()]) {
    if (!service.build) continue;
    for (const image of [imageOfService(project, service), ...service.build.tags])
      builders.set(plainImage(image), service.name);
  }
  return builders;
}

/** `docker.io/library/nginx` and `nginx:latest` are one. */
export function plainImage(text: string): string {
  const { repository, tag, digest } = parseReference(text);
  const name = repository.replace(/^(?:index\.)?docker\.io\//, '').replace(/^library\//, '');
  return `${name}:${tag ?? (digest === undefined ? 'latest' : '')}`;
}
