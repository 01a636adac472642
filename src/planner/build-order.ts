import type { Project, ServiceSpec } from '../model/project.ts';
import { dependencyOrder } from './graph.ts';
import { imageReference } from './image-references.ts';

const SERVICE_CONTEXT = 'service:';

/** The images that the build of a service takes files from, by `additional_contexts`. */
export function contextImages(project: Project, service: ServiceSpec): readonly string[] {
  const contexts = [...(service.build?.additionalContexts.values() ?? [])];
  return contexts.flatMap((text) => {
    const needed = text.startsWith(SERVICE_CONTEXT)
      ? project.services.get(text.slice(SERVICE_CONTEXT.length))
      : undefined;
    return needed ? [imageReference(project, needed)] : [];
  });
}

/** Image references, what a build takes files from before that build. `builders`: who builds it, by reference. */
export function buildOrder(
  project: Project,
  builders: ReadonlyMap<string, ServiceSpec | undefined>,
): readonly string[] {
  return dependencyOrder(
    new Map(
      [...builders].map(([reference, builder]) => [
        reference,
        new Set(builder ? contextImages(project, builder) : []),
      ]),
    ),
  );
}
