import type { EndpointRequest } from '../../model/container-request.ts';
import { isAlive } from '../../model/container-state.ts';
import type { StepId } from '../../model/ids.ts';
import type { ObservedContainer } from '../../model/observed.ts';
import type { Cause } from '../../model/plan.ts';
import type { ServiceSpec } from '../../model/service-spec.ts';
import { hasToStop } from '../diff/hot-plug.ts';
import type { PlanBuilder } from '../graph/plan-builder.ts';
import { networkName } from '../request/endpoints.ts';
import { containerName } from '../request/names.ts';
import { goesAsOrphan } from '../snapshot/goes-as-orphan.ts';
import { serviceOf } from '../snapshot/own-containers.ts';
import type { StartContext } from '../snapshot/up-context.ts';
import type { AddressHandovers, NetworkChanges } from '../work/contributions.ts';
import type { Stops } from '../work/stops.ts';

interface AddressWork extends Pick<NetworkChanges, 'keptNetworks' | 'offRemoved'> {
  readonly context: StartContext;
  readonly plan: PlanBuilder;
  readonly stops: Stops;
}

type Freed = Pick<AddressHandovers, 'freedAddresses'>;

/**
 * Addresses that go from one service to another: who has one and is to have it no longer is taken off the network before
 * anybody joins it, as no two containers can have the same. What is to be on it under another address is put back when
 * its turn comes.
 */
export function planAddressHandovers({
  context,
  plan,
  stops,
  keptNetworks,
  offRemoved,
}: AddressWork): AddressHandovers {
  const disconnected = new Map(offRemoved);
  const freedAddresses = new Map<string, ReadonlyMap<string, StepId>>();
  for (const newOwner of context.services)
    for (const [name, address] of addressesOf(context, newOwner)) {
      const network = keptNetworks.get(name);
      const holder = network && holderOf(context, name, address);
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
      freedAddresses.set(name, new Map([...(freedAddresses.get(name) ?? []), [address, left]]));
    }
  return { disconnected, freedAddresses };
}

/** The step after which a container can join a network under the address that it wants; none: it is free. */
export function addressFreed(
  { freedAddresses }: Freed,
  network: string,
  { IPAMConfig }: EndpointRequest,
): readonly StepId[] {
  const step = freedAddresses.get(network)?.get(IPAMConfig?.IPv4Address ?? '');
  return step === undefined ? [] : [step];
}

/** The steps after which a container of the service can start. */
export const addressesFreed = (
  { context, freedAddresses }: Freed & { readonly context: StartContext },
  service: ServiceSpec,
): readonly StepId[] =>
  addressesOf(context, service).flatMap(
    ([network, address]) => freedAddresses.get(network)?.get(address) ?? [],
  );

function addressesOf(
  { project }: StartContext,
  service: ServiceSpec,
): readonly (readonly [string, string])[] {
  if (service.networkMode !== undefined) return [];
  return [...service.networks].flatMap(([key, endpoint]) =>
    endpoint?.ipv4Address === undefined ? [] : [[networkName(project, key), endpoint.ipv4Address] as const],
  );
}

/** Who has to give it up: a container of another service that this run makes as it is to be, or an orphan that goes. */
function holderOf(context: StartContext, network: string, address: string): ObservedContainer | undefined {
  const { observed, services, intent } = context;
  if (intent.noRecreate) return undefined;
  const holder = observed.containers.find(
    (container) => isAlive(container) && container.networks.get(network)?.ipAddress === address,
  );
  const owner = holder && serviceOf(holder);
  const service = services.find(({ name }) => name === owner);
  if (!service) return goesAsOrphan(context, owner ?? '') ? holder : undefined;
  const keeps = addressesOf(context, service).some(([name, own]) => name === network && own === address);
  return keeps ? undefined : holder;
}
