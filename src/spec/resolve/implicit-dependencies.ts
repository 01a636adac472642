import type { Dependency, ServiceSpec } from '../../model/service-spec.ts';
import type { Path } from '../tree/tree.ts';

export interface ImplicitDependency {
  readonly service: string;
  /** The attribute that implies it, as a path below the service. */
  readonly path: Path;
  readonly dependency: Dependency;
}

const started = (restart: boolean): Dependency => ({
  condition: 'service_started',
  required: true,
  ...(restart ? { restart } : {}),
});

/** The services that attributes other than `depends_on` imply: targets of links, and owners of shared namespaces and volumes. */
export function implicitDependencies(service: ServiceSpec): readonly ImplicitDependency[] {
  const found: ImplicitDependency[] = [];
  for (const [index, link] of service.links.entries()) {
    const [name = link] = link.split(':');
    found.push({ service: name, path: ['links', index], dependency: started(true) });
  }
  const shared = {
    network_mode: service.networkMode,
    ipc: service.ipc,
    pid: service.pid,
    uts: service.uts,
    cgroup: service.cgroup,
  };
  for (const [attribute, value] of Object.entries(shared)) {
    if (value?.startsWith('service:'))
      found.push({ service: value.slice('service:'.length), path: [attribute], dependency: started(true) });
  }
  for (const [index, from] of service.volumesFrom.entries()) {
    if (from.startsWith('container:')) continue;
    const [name = from] = from.split(':');
    found.push({ service: name, path: ['volumes_from', index], dependency: started(false) });
  }
  return found;
}
