import type { ContainerRef } from '../../model/container-ref.ts';
import type { ContainerId, StepId } from '../../model/ids.ts';
import type { Inspection, ObservedContainer, ObservedNetwork } from '../../model/observed.ts';
import type { When } from '../graph/guards.ts';
import type { PlanBuilder } from '../graph/plan-builder.ts';
import type { PlannedImage } from '../images/planned-image.ts';
import type { UpContext } from '../snapshot/up-context.ts';
import { PortHolders } from './port-holders.ts';
import { publishersOf } from './publishers.ts';
import { Stops } from './stops.ts';

/** A container that will be there when the plan is done, and what others need to know of it. */
export interface PlannedContainer {
  readonly ref: ContainerRef;
  readonly name: string;
  /** Steps after which others can refer to it; none: it is there. */
  readonly exists: readonly StepId[];
  /** Steps after which it has been started; none: nothing starts it. */
  readonly started: readonly StepId[];
  /** Whether another container takes its place. */
  readonly replaced: When;
  /** The container as it is now, when it stays. */
  readonly kept?: ObservedContainer;
}

/** What planning `up` has worked out so far; each part of the plan adds to it for the parts after it. */
export interface UpWork {
  readonly context: UpContext;
  readonly plan: PlanBuilder;
  readonly inspections: ReadonlyMap<ContainerId, Inspection>;
  /** By name, without those that are made anew: their containers are put on the new one, and need no other change. */
  readonly keptNetworks: Map<string, ObservedNetwork>;
  readonly images: ReadonlyMap<string, PlannedImage>;
  readonly stops: Stops;
  readonly ports: PortHolders;
  /** By port (`8080/tcp`): who has it before anything is done. */
  readonly publishers: ReadonlyMap<string, readonly ObservedContainer[]>;
  /** By name: the step that creates it. */
  readonly networkSteps: Map<string, StepId>;
  readonly volumeSteps: Map<string, StepId>;
  /** By container: the networks that it is taken off, to be put on again, and the steps that do it. */
  readonly disconnected: Map<ContainerId, ReadonlyMap<string, StepId>>;
  /** By network and address (`name address`): the step after which nobody has it. */
  readonly freedAddresses: Map<string, StepId>;
  /** By name of a container: the step after which nobody has it. */
  readonly freedNames: Map<string, StepId>;
  /** By container: the name that it has from that step on, so that another one can have its own. */
  readonly renamed: Map<ContainerId, { readonly name: string; readonly step: StepId }>;
  /** By container and network (`id name`): the step that takes it off for good. */
  readonly departures: Map<string, StepId>;
  /** By container: the step that removes it, whatever images turn out to be. */
  readonly removals: Map<ContainerId, StepId>;
  /** By container that is removed before the next one is made: the step that creates what holds its anonymous volumes. */
  readonly holders: Map<ContainerId, StepId>;
  /** By service, the lowest number first. */
  readonly planned: Map<string, readonly PlannedContainer[]>;
  /** By service and condition: the wait that others share. */
  readonly waits: Map<string, StepId>;
  /** By key: the step that prepares a model. */
  readonly models: ReadonlyMap<string, StepId>;
  /** By service: the step that has a provider make it. */
  readonly providers: Map<string, StepId>;
  /** By service: whether one of its containers runs on while others are started; absent: nobody decided it. */
  readonly runsOn: Map<string, boolean>;
  /** By service: the steps after which its `pre_start` hooks are done. */
  readonly preStarted: Map<string, readonly StepId[]>;
}

/** @param images what was planned for them, and has to be done before anything is touched */
export function beginWork(
  context: UpContext,
  plan: PlanBuilder,
  images: ReadonlyMap<string, PlannedImage>,
  inspections: ReadonlyMap<ContainerId, Inspection> = new Map(),
  models: ReadonlyMap<string, StepId> = new Map(),
): UpWork {
  const ports = new PortHolders();
  return {
    context,
    plan,
    inspections,
    keptNetworks: new Map(context.observed.networks.map((network) => [network.name, network])),
    images,
    stops: new Stops(plan, context.project, context.intent.timeoutSeconds, ports),
    ports,
    publishers: publishersOf(context.observed),
    networkSteps: new Map(),
    volumeSteps: new Map(),
    disconnected: new Map(),
    freedAddresses: new Map(),
    freedNames: new Map(),
    renamed: new Map(),
    departures: new Map(),
    removals: new Map(),
    holders: new Map(),
    planned: new Map(),
    waits: new Map(),
    models,
    providers: new Map(),
    runsOn: new Map(),
    preStarted: new Map(),
  };
}
