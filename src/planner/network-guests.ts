import type { EndpointRequest } from '../model/container-request.ts';
import { LABEL } from '../model/labels.ts';
import type { Inspection, ObservedContainer } from '../model/observed.ts';
import { diffNetwork } from './diff-network.ts';
import { usedNetworks } from './externals.ts';
import { networkRequest } from './network-request.ts';
import { isOneOff, serviceOf } from './own-containers.ts';
import type { Scene } from './scene.ts';
import { declaredServices } from './service-graph.ts';

/**
 * One-offs and orphans on networks that changed. No service says how to put them back on the new one: what they have
 * asked for has to be looked up before they are taken off.
 */
export function guestsOfChanged(scene: Scene): readonly ObservedContainer[] {
  const { project, observed } = scene;
  const changed = usedNetworks(scene).flatMap((network) => {
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
export function askedFor({ container }: Inspection, network: string): EndpointRequest | undefined {
  const endpoint = container.endpoints?.[network];
  if (!endpoint) return undefined;
  const { MacAddress: _, Aliases = [], ...others } = endpoint;
  return { ...others, Aliases: Aliases.filter((alias) => alias !== container.id.slice(0, 12)) };
}
