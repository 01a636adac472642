import { isJsonMap, type Json, type JsonMap } from '../../model/json.ts';
import { STACK } from '../../model/labels.ts';
import type { ObservedSwarm, ObservedSwarmService } from '../../model/observed-swarm.ts';
import { byHostname } from './fits.ts';

/**
 * The volumes that tasks have made on nodes for the project, as far as the swarm remembers the tasks.
 *
 * @returns by the name of a node, in the order of names
 */
export function volumesByNode(
  services: readonly ObservedSwarmService[],
  { tasks, nodes }: Pick<ObservedSwarm, 'tasks' | 'nodes'>,
): ReadonlyMap<string, ReadonlySet<string>> {
  const volumes = new Map(services.map(({ id, spec }) => [id, ownVolumes(spec)]));
  return new Map(
    byHostname(nodes).flatMap(({ id, hostname }) => {
      const there = new Set(
        tasks.flatMap(({ nodeId, serviceId }) => (nodeId === id ? (volumes.get(serviceId) ?? []) : [])),
      );
      return there.size === 0 ? [] : [[hostname, there] as const];
    }),
  );
}

/** Those that somebody else makes do not have the label of the project. */
function ownVolumes({ TaskTemplate }: JsonMap): readonly string[] {
  const container = isJsonMap(TaskTemplate) ? TaskTemplate.ContainerSpec : undefined;
  const mounts = isJsonMap(container) && Array.isArray(container.Mounts) ? container.Mounts : [];
  return mounts.flatMap((mount: Json) => {
    if (!isJsonMap(mount) || mount.Type !== 'volume' || typeof mount.Source !== 'string') return [];
    const labels = isJsonMap(mount.VolumeOptions) ? mount.VolumeOptions.Labels : undefined;
    return isJsonMap(labels) && labels[STACK.namespace] !== undefined ? [mount.Source] : [];
  });
}
