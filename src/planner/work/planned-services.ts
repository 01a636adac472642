import type { ContainerRef } from '../../model/container-ref.ts';
import type { StepId } from '../../model/ids.ts';
import type { ObservedContainer } from '../../model/observed.ts';
import type { When } from '../graph/guards.ts';

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
  /** By network that it leaves for good: the step that takes it off. */
  readonly leaves?: ReadonlyMap<string, StepId>;
}

/**
 * The services that are planned so far. Whoever plans a service reads those before it and returns its own containers; only
 * the place that calls it in order adds them.
 */
export interface PlannedServices {
  /** By service, the lowest number first. */
  readonly planned: ReadonlyMap<string, readonly PlannedContainer[]>;
  /** By service: the step that has a provider make it. */
  readonly providers: ReadonlyMap<string, StepId>;
}

/** Of several containers of a service, the first one lends its namespace. */
export const peer = ({ planned }: Pick<PlannedServices, 'planned'>, service: string) =>
  planned.get(service)?.[0];
