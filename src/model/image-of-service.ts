import type { Project } from './project.ts';
import type { ServiceSpec } from './service-spec.ts';

/** The image of a service, as the engine is asked for it. */
export const imageOfService = (
  { name, nameSeparator }: Pick<Project, 'name' | 'nameSeparator'>,
  service: Pick<ServiceSpec, 'name' | 'image'>,
): string => service.image ?? [name, service.name].join(nameSeparator ?? '-');
