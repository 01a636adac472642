import type { ServiceSpec } from '../../model/service-spec.ts';
import { planAddressHandovers } from '../handover/take-over-addresses.ts';
import { planNameHandovers } from '../handover/take-over-names.ts';
import { dependencyWaits } from '../work/dependency-waits.ts';
import { planProvider } from '../work/providers.ts';
import type { UpWork } from '../work/up-work.ts';
import { planAffectedServices } from './plan-affected-services.ts';
import { planNetworks } from './plan-networks.ts';
import { planOrphans } from './plan-orphans.ts';
import { planService } from './plan-service.ts';
import { planVolumes } from './plan-volumes.ts';

/** What these services need, the services in their order, and those who have to follow them. */
export function planEverything(work: UpWork, services: readonly ServiceSpec[]): void {
  planNetworks(work);
  planAddressHandovers(work);
  planVolumes(work);
  planOrphans(work);
  planNameHandovers(work);
  for (const service of services)
    if (service.provider === undefined) planService(work, service);
    else planProvider(work, service, dependencyWaits(work, service, undefined));
  planAffectedServices(work);
}
