import type { StepId } from '../../model/ids.ts';
import type { ServiceSpec } from '../../model/service-spec.ts';
import { planAddressHandovers } from '../handover/take-over-addresses.ts';
import { planNameHandovers } from '../handover/take-over-names.ts';
import { dependencyWaits } from '../work/dependency-waits.ts';
import type { PlannedContainer } from '../work/planned-services.ts';
import type { Prepared } from '../work/prepared.ts';
import { planProvider } from '../work/providers.ts';
import { planAffectedServices } from './plan-affected-services.ts';
import { planNetworks } from './plan-networks.ts';
import { planOrphans } from './plan-orphans.ts';
import { planService } from './plan-service.ts';
import { planVolumes } from './plan-volumes.ts';
import type { BeforeServices, ServiceWork } from './service-work.ts';

/**
 * What these services need, the services in their order, and those who have to follow them. Each phase takes what earlier
 * ones returned, so that the compiler holds the order:
 *
 * 1. **Networks**: an engine has one of each name and of each range of addresses, so containers leave a network that is
 *    recreated before anything is made on the new one.
 * 2. **Addresses**: only a container on a network that stays has to be taken off it for its address. Every disconnection
 *    is known from here on, and a removal waits for those of its container.
 * 3. **Volumes**: one that is destroyed takes every container along that mounts it, orphans and one-offs too. They are
 *    removed because of the volume, and before it, whatever else would be a reason.
 * 4. **Orphans**: their removal frees ports and names.
 * 5. **Names**: a name that a removal frees can be taken at once. All renames are planned before the first service, as two
 *    services that swap names would wait for each other.
 * 6. **Services**, what is needed before what needs it: a service refers to the containers of those before it, and waits
 *    for their starts.
 * 7. **Affected services**: only now it is certain whom this run stops, disconnects, or takes a namespace from.
 */
export function planEverything(prepared: Prepared, services: readonly ServiceSpec[]): ServiceWork {
  const networks = planNetworks(prepared);
  const addresses = planAddressHandovers({ ...prepared, ...networks });
  const volumes = planVolumes({ ...prepared, ...addresses });
  const orphans = planOrphans({ ...prepared, ...volumes });
  const names = planNameHandovers({ ...prepared, ...orphans });
  const ready = { ...prepared, ...networks, ...addresses, ...volumes, ...orphans, ...names };
  const work = planServices(ready, services);
  return { ...work, planned: planAffectedServices(work) };
}

/** The only place that adds to the services planned so far: each reads those before it. */
function planServices(ready: BeforeServices, services: readonly ServiceSpec[]): ServiceWork {
  const planned = new Map<string, readonly PlannedContainer[]>();
  const providers = new Map<string, StepId>();
  const work: ServiceWork = { ...ready, planned, providers };
  for (const service of services) {
    if (service.provider === undefined) {
      planned.set(service.name, planService(work, service));
      continue;
    }
    const step = planProvider(work, service, dependencyWaits(work, service));
    if (step !== undefined) providers.set(service.name, step);
  }
  return work;
}
