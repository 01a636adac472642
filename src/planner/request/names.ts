import type { ContainerId } from '../../model/ids.ts';
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

const TEMPORARY = /^([0-9a-f]{12})_(.+)$/;

/** A replacement bears this name until the container that it replaces is gone. */
export const temporaryName = (old: ContainerId, name: string): string => `${old.slice(0, 12)}_${name}`;

/**
 * A container that waits for another one to give its name up bears this one meanwhile. It ends in that name too, and begins
 * with digits of which no other id is made: nobody takes it for a replacement.
 */
export const borrowedName = (own: ContainerId, name: string): string => `${own.slice(-12)}_${name}`;

/** What a temporary name says: the start of the replaced container's id, and the name to come. */
export function readTemporaryName(
  name: string,
): { readonly replaces: string; readonly name: string } | undefined {
  const match = TEMPORARY.exec(name);
  return match?.[1] && match[2] ? { replaces: match[1], name: match[2] } : undefined;
}
