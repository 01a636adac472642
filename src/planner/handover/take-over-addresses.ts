import type { EndpointRequest } from '../../model/container-request.ts';
import type { StepId } from '../../model/ids.ts';
import type { ObservedContainer } from '../../model/observed.ts';
import type { Cause } from '../../model/plan.ts';
import type { ServiceSpec } from '../../model/service-spec.ts';
import { hasToStop } from '../diff/hot-plug.ts';
import { declaredServices } from '../graph/service-graph.ts';
import { networkName } from '../request/endpoints.ts';
import { containerName } from '../request/names.ts';
import { isAlive, serviceOf } from '../snapshot/own-containers.ts';
import type { UpWork } from '../work/up-work.ts';

/**
 * Addresses that go from one service to another: who has one and is to have it no longer is taken off the network before
 * anybody joins it, as no two containers can have the same. What is to be on it under another address is put back when
 * its turn comes.
 */
export function planAddressHandovers(work: UpWork): void {
  const { context, plan, stops, disconnected, keptNetworks, freedAddresses } = work;
  for (const newOwner of context.services)
    for (const [name, address] of addressesOf(work, newOwner)) {
      const network = keptNetworks.get(name);
      const holder = network && holderOf(work, newOwner, name, address);
      if (!network || !holder) continue;
      const resource = { kind: 'container', name: containerName(context.project, newOwner, 1) } as const;
      const cause: Cause = { kind: 'follows', resource };
      const stop = hasToStop(holder, network) ? stops.stop(holder, { cause }) : undefined;
      const left = plan.add({
        operation: { kind: 'disconnect-network', container: holder.id, name: holder.name, network: name },
        cause,
        after: stop === undefined ? [] : [stop],
      });
      disconnected.set(holder.id, new Map([...(disconnected.get(holder.id) ?? []), [name, left]]));
      freedAddresses.set(keyOf(name, address), left);
    }
}

/** The step after which a container can join a network under the address that it wants; none: it is free. */
export function addressFreed(
  { freedAddresses }: UpWork,
  network: string,
  { IPAMConfig }: EndpointRequest,
): readonly StepId[] {
  const step = freedAddresses.get(keyOf(network, IPAMConfig?.IPv4Address ?? ''));
  return step === undefined ? [] : [step];
}

/** The steps after which a container of the service can start. */
export const addressesFreed = (work: UpWork, service: ServiceSpec): readonly StepId[] =>
  addressesOf(work, service).flatMap(
    ([network, address]) => work.freedAddresses.get(keyOf(network, address)) ?? [],
  );

function addressesOf({ context }: UpWork, service: ServiceSpec): readonly (readonly [string, string])[] {
  if (service.networkMode !== undefined) return [];
  return [...service.networks].flatMap(([key, endpoint]) =>
    endpoint?.ipv4Address === undefined
      ? []
      : [[networkName(context.project, key), endpoint.ipv4Address] as const],
  );
}

/** Who has to give it up: a container of another service that this run makes as it is to be, or an orphan that goes. */
function holderOf(
  work: UpWork,
  newOwner: ServiceSpec,
  network: string,
  address: string,
): ObservedContainer | undefined {
  const { observed, services, intent, project } = work.context;
  const holder = observed.containers.find(
    (container) => isAlive(container) && container.networks.get(network)?.ipAddress === address,
  );
  const owner = holder && serviceOf(holder);
  if (!holder || owner === newOwner.name || intent.noRecreate) return undefined;
  const service = services.find(({ name }) => name === owner);
  if (!service)
    return intent.removeOrphans && !declaredServices(project).has(owner ?? '') ? holder : undefined;
  const keeps = addressesOf(work, service).some(([name, wanted]) => name === network && wanted === address);
  return keeps ? undefined : holder;
}

const keyOf = (network: string, address: string): string => `${network} ${address}`;
