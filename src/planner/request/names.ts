import type { Project } from '../../model/project.ts';
import type { ServiceSpec } from '../../model/service-spec.ts';

type Naming = Pick<Project, 'name' | 'nameSeparator'>;

/** The name of something of the project's: `shop-web-1`. */
export const nameIn = (project: Naming, ...parts: readonly (string | number)[]): string =>
  joinName(project, project.name, ...parts);

export const joinName = ({ nameSeparator }: Naming, ...parts: readonly (string | number)[]): string =>
  parts.join(nameSeparator ?? '-');

export function containerName(project: Project, service: ServiceSpec, replica: number): string {
  return service.containerName ?? nameIn(project, service.name, replica);
}
