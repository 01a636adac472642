import { noSuchServiceError } from '../../diagnostics/no-such-service.ts';
import type { Project } from '../../model/project.ts';
import type { ServiceSpec } from '../../model/service-spec.ts';
import { peerReferences } from '../request/peer-references.ts';
import type { Graph } from './graph.ts';

/** What each service needs: what it says it depends on, and whose namespaces, volumes or names it uses. */
export function serviceGraph(services: ReadonlyMap<string, ServiceSpec>): Graph {
  return new Map(
    [...services].map(([name, service]) => [
      name,
      new Set([
        ...service.dependsOn.keys(),
        ...peerReferences(service).map((reference) => reference.service),
        ...service.links.map((link) => link.split(':')[0] ?? link),
      ]),
    ]),
  );
}

/** By project: it is asked for again for each of its services. */
const declared = new WeakMap<Project, ReadonlyMap<string, ServiceSpec>>();

/** Every service that the files declare, whether a profile enables it or not. */
export function declaredServices(project: Project): ReadonlyMap<string, ServiceSpec> {
  const known = declared.get(project);
  if (known) return known;
  const services = new Map([...project.disabledServices, ...project.services]);
  declared.set(project, services);
  return services;
}

/** Error: UserError `no-such-service` for the names that no service bears. */
export function requireServices(names: readonly string[], known: ReadonlySet<string>): void {
  const unknown = names.filter((name) => !known.has(name));
  if (unknown.length > 0) throw noSuchServiceError(unknown, known);
}
