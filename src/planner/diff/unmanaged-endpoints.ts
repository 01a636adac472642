import type { EndpointRequest } from '../../model/container-request.ts';
import { LABEL } from '../../model/labels.ts';
import type { Inspection, ObservedContainer } from '../../model/observed.ts';
import { declaredServices } from '../graph/service-graph.ts';
import { networkRequest } from '../request/network-request.ts';
import { isOneOff, serviceOf } from '../snapshot/own-containers.ts';
import type { UpContext } from '../snapshot/up-context.ts';
import { usedNetworks } from '../snapshot/used-resources.ts';
import { diffNetwork } from './diff-network.ts';

/**
 * One-offs and orphans on networks that changed. No service says how to put them back on the new one: what they have
 * asked for has to be looked up before they are taken off.
 */
export function unmanagedOnChangedNetworks(context: UpContext): readonly ObservedContainer[] {
  const { project, observed } = context;
  const changed = usedNetworks(context).flatMap((network) => {
    const have = observed.networks.find(({ name }) => name === network.name);
    const ours = have?.labels[LABEL.project] === project.name && !network.external;
    return ours && diffNetwork(have, networkRequest(project, network)).length > 0 ? [network.name] : [];
  });
  if (changed.length === 0) return [];
  const declared = declaredServices(project);
  return observed.containers.filter(
    (container) =>
      (isOneOff(container) || !declared.has(serviceOf(container) ?? '')) &&
      changed.some((name) => container.networks.has(name)),
  );
}

/** What a container asked for on a network, without what the engine gave it: an alias and a MAC address. */
export function requestedEndpoint({ container }: Inspection, network: string): EndpointRequest | undefined {
  const endpoint = container.endpoints?.[network];
  if (!endpoint) return undefined;
  const { MacAddress: _, Aliases = [], ...others } = endpoint;
  return { ...others, Aliases: Aliases.filter((alias) => alias !== container.id.slice(0, 12)) };
}
