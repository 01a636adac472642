import { imageBuilders } from '../../model/image-builders.ts';
import type { Project } from '../../model/project.ts';
import { parseReference } from '../dockerfile/image-reference.ts';

/** The images that are built here, as `plainImage` says them, by the service that builds them. */
export function builtImages(project: Project): ReadonlyMap<string, string> {
  const builders = [...imageBuilders(project), ...(project.instance?.builders ?? [])];
  return new Map(builders.map(([image, service]) => [plainImage(image), service]));
}

/** `docker.io/library/nginx` and `nginx:latest` are one. */
export function plainImage(text: string): string {
  const { repository, tag, digest } = parseReference(text);
  const name = repository.replace(/^(?:index\.)?docker\.io\//, '').replace(/^library\//, '');
  return `${name}:${tag ?? (digest === undefined ? 'latest' : '')}`;
}
