import type { StepId } from '../model/ids.ts';
import type { ObservedContainer } from '../model/observed.ts';
import { change } from './change.ts';
import type { WantedContainer } from './create-request.ts';
import { hasSameRequest } from './diff-container.ts';
import type { UpWork } from './up-work.ts';

/**
 * An engine shows the MAC address of a container on a network only while it runs. Of one that has stopped, and may have been
 * made for something else, nobody can tell it: so it joins such networks anew before it is started.
 *
 * @param settled networks that it joins anyway
 * @returns the steps after which it has the addresses that it is to have
 */
export function setUnseenAddresses(
  { plan, details }: UpWork,
  have: ObservedContainer,
  want: WantedContainer,
  settled: Iterable<string>,
): readonly StepId[] {
  const endpoints = details.get(have.id)?.container.endpoints;
  if (have.state !== 'exited' || !endpoints || hasSameRequest(have, want)) return [];
  const done = new Set(settled);
  const { id } = have;
  const { name } = want;
  return Object.entries(want.request.NetworkingConfig.EndpointsConfig).flatMap(([network, endpoint]) => {
    const seen = endpoints[network];
    if (endpoint.MacAddress === undefined || !seen || seen.MacAddress !== undefined || done.has(network))
      return [];
    const fields = [change(`networks.${network}.mac_address`, undefined, endpoint.MacAddress)];
    const cause = { kind: 'changed', fields } as const;
    const left = plan.add({
      operation: { kind: 'disconnect-network', container: id, name, network },
      cause,
    });
    return plan.add({
      operation: { kind: 'connect-network', container: { id }, name, network, endpoint },
      cause,
      after: [left],
    });
  });
}
