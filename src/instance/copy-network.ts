import type { Instance } from '../model/instance.ts';
import { LABEL } from '../model/labels.ts';
import type { NetworkSpec } from '../model/network-spec.ts';
import { defined } from '../util/defined.ts';
import type { Copied, InstanceFinding } from './finding.ts';
import { mappedTo, notMapped, OWN, type ResourceMap } from './resource-map.ts';
import { resourceName } from './resource-name.ts';

/** The name of the interface on the host, which only one network can have. */
const BRIDGE_NAME = 'com.docker.network.bridge.name';

export function copyNetwork(network: NetworkSpec, instance: Instance, map: ResourceMap): Copied<NetworkSpec> {
  const { key } = network;
  const wanted = mappedTo(map, 'networks', key);
  if (wanted !== undefined && wanted !== OWN)
    return { copy: { ...network, external: true, name: wanted }, findings: [] };
  if (network.external && wanted === undefined)
    return { copy: network, findings: [notMapped('networks', key, network.name)] };
  const driverOpts = new Map([...network.driverOpts].filter(([name]) => name !== BRIDGE_NAME));
  const ipam = network.ipam && { ...network.ipam, pools: [] };
  return {
    copy: defined<NetworkSpec>({
      ...network,
      name: network.external ? resourceName(key, key, instance) : resourceName(network.name, key, instance),
      external: false,
      driverOpts,
      ipam,
      labels: instanceLabels(network.labels, instance),
    }),
    findings: [...droppedSubnets(network), ...droppedBridge(network)],
  };
}

export const instanceLabels = (
  own: ReadonlyMap<string, string>,
  { name, of }: Instance,
): ReadonlyMap<string, string> => new Map([...own, [LABEL.instance, name], [LABEL.instanceOf, of]]);

function droppedSubnets({ key, ipam }: NetworkSpec): readonly InstanceFinding[] {
  const subnets = ipam?.pools.flatMap(({ subnet }) => subnet ?? []) ?? [];
  if (!ipam || ipam.pools.length === 0) return [];
  return [
    {
      code: 'instance-changes',
      severity: 'info',
      message: `the network "${key}" has ${subnets.join(', ') || 'fixed addresses'} in the project; the engine picks a subnet for the instance`,
      about: { of: ['networks', key], settings: ['ipam', ''] },
    },
  ];
}

function droppedBridge({ key, driverOpts }: NetworkSpec): readonly InstanceFinding[] {
  const bridge = driverOpts.get(BRIDGE_NAME);
  if (bridge === undefined) return [];
  return [
    {
      code: 'instance-changes',
      severity: 'info',
      message: `the network "${key}" is the interface ${bridge} in the project; the engine names that of the instance`,
      about: { of: ['networks', key], settings: ['driver_opts', ''] },
    },
  ];
}
