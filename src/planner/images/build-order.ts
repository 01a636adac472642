import type { Project } from '../../model/project.ts';
import type { ServiceSpec } from '../../model/service-spec.ts';
import { dependencyOrder } from '../graph/graph.ts';
import { imageReference } from '../request/image-references.ts';

const SERVICE_CONTEXT = 'service:';

/** The service that an entry of `additional_contexts` names, switched on or not; undefined: it names none. */
export function contextService(project: Project, text: string): ServiceSpec | undefined {
  if (!text.startsWith(SERVICE_CONTEXT)) return undefined;
  const name = text.slice(SERVICE_CONTEXT.length);
  return project.services.get(name) ?? project.disabledServices.get(name);
}

/** The services that the build of a service takes files from. */
export function contextServices(project: Project, service: ServiceSpec): readonly ServiceSpec[] {
  const contexts = [...(service.build?.additionalContexts.values() ?? [])];
  return contexts.flatMap((text) => contextService(project, text) ?? []);
}

/** Their images. */
export function contextImages(project: Project, service: ServiceSpec): readonly string[] {
  return contextServices(project, service).map((needed) => imageReference(project, needed));
}

/** These services and all that their builds take files from, directly or not. */
export function withContexts(project: Project, services: Iterable<ServiceSpec>): readonly ServiceSpec[] {
  const found = new Map<string, ServiceSpec>();
  const add = (service: ServiceSpec): void => {
    if (found.has(service.name)) return;
    found.set(service.name, service);
    for (const needed of contextServices(project, service)) add(needed);
  };
  for (const service of services) add(service);
  return [...found.values()];
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
