import type { ObservedSwarm } from '../../model/observed-swarm.ts';
import type { Project } from '../../model/project.ts';
import { nodeDataOf } from '../swarm/node-data.ts';
import { swarmServiceName } from '../swarm/swarm-names.ts';

/** Volumes of other nodes, which tasks of a service have or had there. */
export interface DataElsewhere {
  readonly service: string;
  /** Names of volumes. */
  readonly data: readonly string[];
  /** Names of nodes. */
  readonly nodes: readonly string[];
}

/** @param node the id of the node that does not count. Absent: all count */
export function dataElsewhere(
  project: Project,
  { services, tasks, nodes }: ObservedSwarm,
  node: string | undefined,
): readonly DataElsewhere[] {
  const hostnames = new Map(nodes.map(({ id, hostname }) => [id, hostname]));
  return [...project.services.values()].flatMap((service) => {
    const data = nodeDataOf(project, service).flatMap(({ kind, name }) => (kind === 'volume' ? [name] : []));
    const have = services.find(({ name }) => name === swarmServiceName(project, service));
    if (!have || data.length === 0) return [];
    const others = tasks.flatMap(({ serviceId, nodeId, containerId }) =>
      serviceId === have.id && containerId !== undefined && nodeId !== undefined && nodeId !== node
        ? (hostnames.get(nodeId) ?? nodeId)
        : [],
    );
    return others.length === 0 ? [] : [{ service: service.name, data, nodes: [...new Set(others)].sort() }];
  });
}
