import type {
  AddressHandovers,
  NameHandovers,
  NetworkChanges,
  OrphanRemovals,
  VolumeChanges,
} from '../work/contributions.ts';
import type { PlannedServices } from '../work/planned-services.ts';
import type { Prepared } from '../work/prepared.ts';

/** What is known when the first service is planned: what was prepared, and what each phase before returned. */
export interface BeforeServices
  extends Prepared,
    NetworkChanges,
    AddressHandovers,
    VolumeChanges,
    OrphanRemovals,
    NameHandovers {}

/** What is known when a service is planned: the services before it too. */
export interface ServiceWork extends BeforeServices, PlannedServices {}
