import type { ContainerId, StepId } from '../../model/ids.ts';
import type { ObservedNetwork } from '../../model/observed.ts';
import type { Disconnected, Removals } from './plan-removal.ts';

/*
 * What each phase of `up` returns, for the phases after it. A phase that needs something of an earlier one takes it as a
 * parameter, and no two phases return a member of the same name: so the phases cannot be called in another order.
 */

export interface NetworkChanges {
  /** By name: the step that creates it. */
  readonly networkSteps: ReadonlyMap<string, StepId>;
  /** By name, without those that are recreated: their containers are put on the new one, and need no other change. */
  readonly keptNetworks: ReadonlyMap<string, ObservedNetwork>;
  /** Who is taken off the networks that are removed or recreated. */
  readonly offRemoved: Disconnected;
}

export interface AddressHandovers {
  /** By network and address: the step after which nobody has it. */
  readonly freedAddresses: ReadonlyMap<string, ReadonlyMap<string, StepId>>;
  /** Who is taken off a network for any reason: `offRemoved`, and those who give an address up. */
  readonly disconnected: Disconnected;
}

export interface VolumeChanges {
  /** By name: the step that creates it. */
  readonly volumeSteps: ReadonlyMap<string, StepId>;
  /** By container that is removed before the next one is made: the step that creates what holds its anonymous volumes. */
  readonly volumeHolders: ReadonlyMap<ContainerId, StepId>;
  /** The removals of a plan begin with those that mount a volume which is destroyed. */
  readonly volumeRemovals: Removals;
}

export interface OrphanRemovals {
  /** Those of `volumeRemovals`, orphans, and whatever is removed from then on. */
  readonly removals: Removals;
}

export interface NameHandovers {
  /** By name of a container: the step after which nobody has it. */
  readonly freedNames: ReadonlyMap<string, StepId>;
  /** By container: the name that it has from that step on, so that another one can have its own. */
  readonly renamed: ReadonlyMap<ContainerId, { readonly name: string; readonly step: StepId }>;
}
