import type { NetworkRequest } from '../../model/container-request.ts';
import type { NetworkSpec } from '../../model/network-spec.ts';
import type { Project } from '../../model/project.ts';
import { defined } from '../../util/defined.ts';
import { networkLabels } from './labels.ts';
import { notEmpty, record } from './not-empty.ts';

export function networkRequest(project: Project, network: NetworkSpec): NetworkRequest {
  return defined<NetworkRequest>({
    Name: network.name,
    Driver: network.driver,
    Options: record(network.driverOpts),
    Internal: network.internal || undefined,
    Attachable: network.attachable || undefined,
    EnableIPv4: network.enableIpv4,
    EnableIPv6: network.enableIpv6,
    IPAM: ipam(network),
    Labels: networkLabels(project, network.key, network.labels),
  });
}

/** Sent only when something is set: an empty one would ask the engine for the driver of no name. */
function ipam({ ipam }: NetworkSpec): NetworkRequest['IPAM'] | undefined {
  if (!ipam) return undefined;
  const pools = ipam.pools.map((pool) =>
    defined<NonNullable<NonNullable<NetworkRequest['IPAM']>['Config']>[number]>({
      Subnet: pool.subnet,
      IPRange: pool.ipRange,
      Gateway: pool.gateway,
      AuxiliaryAddresses: record(pool.auxAddresses),
    }),
  );
  const request = defined<NonNullable<NetworkRequest['IPAM']>>({
    Driver: ipam.driver,
    Config: notEmpty(pools),
    Options: record(ipam.options),
  });
  return Object.keys(request).length > 0 ? request : undefined;
}
