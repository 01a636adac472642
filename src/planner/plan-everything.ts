import type { ServiceSpec } from '../model/service-spec.ts';
import { gate } from './gates.ts';
import { planBystanders } from './plan-bystanders.ts';
import { planNetworks } from './plan-networks.ts';
import { planOrphans } from './plan-orphans.ts';
import { planService } from './plan-service.ts';
import { planVolumes } from './plan-volumes.ts';
import { planProvider } from './providers.ts';
import { planAddressHandovers } from './take-over-addresses.ts';
import { planNameHandovers } from './take-over-names.ts';
import type { UpWork } from './up-work.ts';

/** What these services need, the services in their order, and those who have to follow them. */
export function planEverything(work: UpWork, services: readonly ServiceSpec[]): void {
  planNetworks(work);
  planAddressHandovers(work);
  planVolumes(work);
  planOrphans(work);
  planNameHandovers(work);
  for (const service of services)
    if (service.provider === undefined) planService(work, service);
    else planProvider(work, service, gate(work, service, undefined));
  planBystanders(work);
}
