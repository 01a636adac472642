import type { StepId } from '../../model/ids.ts';
import type { ObservedContainer } from '../../model/observed.ts';
import type { PlanBuilder } from '../graph/plan-builder.ts';
import type { PlannedImage } from '../images/planned-image.ts';
import type { Inspected, StartContext } from '../snapshot/up-context.ts';
import { Waits } from './dependency-waits.ts';
import { PortHolders, type PortKey } from './port-holders.ts';
import { PreStartHooks } from './pre-start-hooks.ts';
import { Stops } from './stops.ts';

/**
 * What every phase adds steps to. These only collect: each gives back the step that is there already instead of a second
 * one, nothing that was added is taken back, and each keeps what it knows to itself.
 */
export interface Collectors {
  readonly plan: PlanBuilder;
  /** A container that has several reasons to be stopped is stopped once. */
  readonly stops: Stops;
  /** The ports that these stops free. */
  readonly ports: PortHolders;
  /** All who wait for the same share a step. */
  readonly waits: Waits;
  /** Those of a service run once. */
  readonly preStartHooks: PreStartHooks;
}

/** What is known before anything is touched: what is wanted and what is there, and what was pulled, built and configured. */
export interface Prepared extends Inspected, Collectors {
  readonly images: ReadonlyMap<string, PlannedImage>;
  /** By key: the step that prepares a model. */
  readonly models: ReadonlyMap<string, StepId>;
  /** By port: who has it before anything is done. */
  readonly publishers: ReadonlyMap<PortKey, readonly ObservedContainer[]>;
}

export function startCollecting(context: StartContext, plan: PlanBuilder): Collectors {
  const ports = new PortHolders();
  return {
    plan,
    ports,
    stops: new Stops(plan, context.project, context.intent.timeoutSeconds, ports),
    waits: new Waits(plan, context.intent),
    preStartHooks: new PreStartHooks(),
  };
}
