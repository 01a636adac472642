import { isAlive } from '../../model/container-state.ts';
import type { ContainerId, StepId } from '../../model/ids.ts';
import { LABEL } from '../../model/labels.ts';
import type { ObservedContainer } from '../../model/observed.ts';
import type { Cause, Guard } from '../../model/plan.ts';
import type { Project } from '../../model/project.ts';
import { anyOf, sameGuard, type When } from '../graph/guards.ts';
import type { PlanBuilder } from '../graph/plan-builder.ts';
import { isOneOff, serviceOf } from '../snapshot/own-containers.ts';
import { addExecHooks } from './exec-hooks.ts';
import type { PortHolders } from './port-holders.ts';

interface Stop {
  readonly step: StepId;
  readonly guard: Guard | undefined;
  readonly cause: Cause;
}

interface PlannedStop {
  readonly when: Exclude<When, 'never'>;
  readonly cause: Cause;
  readonly steps: readonly StepId[];
}

/** Why the containers of a service are replaced in its turn, although they are as the files say. */
export interface Renewal {
  readonly when: Exclude<When, 'never'>;
  readonly cause: Cause;
}

export interface StopRequest {
  readonly cause: Cause;
  readonly after?: Iterable<StepId>;
  readonly guard?: Guard | undefined;
  /** See `Step`. */
  readonly unlessDeaf?: boolean | undefined;
  /** What is done between its hooks and its stop. @returns the steps after which it may stop */
  readonly last?: ((after: readonly StepId[]) => readonly StepId[]) | undefined;
}

/** Collects the stops of a plan, with the hooks before them: who has several reasons to be stopped is stopped once. */
export class Stops {
  readonly #plan: PlanBuilder;
  readonly #project: Project;
  readonly #graceSeconds: number | undefined;
  readonly #ports: PortHolders;
  readonly #stops = new Map<ContainerId, Stop[]>();
  readonly #renewals = new Map<string, Renewal[]>();

  constructor(plan: PlanBuilder, project: Project, graceSeconds: number | undefined, ports: PortHolders) {
    this.#plan = plan;
    this.#project = project;
    this.#graceSeconds = graceSeconds;
    this.#ports = ports;
  }

  /** @returns the step after which it has stopped; undefined when there is nothing to stop. */
  stop(
    container: ObservedContainer,
    { cause, after = [], guard, unlessDeaf, last }: StopRequest,
  ): StepId | undefined {
    if (!isAlive(container)) return undefined;
    const stops = this.#stops.get(container.id) ?? [];
    // A stop under another condition does not do: stopping twice is harmless, not stopping is not.
    const same = stops.find((stop) => stop.guard === undefined || sameGuard(stop.guard, guard));
    if (same) return same.step;
    const hooked = this.#hooks(container, { cause, after, guard, unlessDeaf });
    const step = this.#plan.add({
      operation: {
        kind: 'stop-container',
        container: { id: container.id },
        name: container.name,
        service: serviceOf(container) ?? '',
        ...(this.#graceSeconds === undefined ? {} : { graceSeconds: this.#graceSeconds }),
        ...(cause.kind === 'leftover' && { isLeftOver: true }),
      },
      cause,
      after: last ? last([...hooked]) : hooked,
      guard,
      unlessDeaf,
    });
    this.#stops.set(container.id, [...stops, { step, guard, cause }]);
    this.#ports.freedBy(container, step);
    return step;
  }

  /** Its `pre_stop` hooks: nothing can run in one that is paused, or between two of its runs. An ingress is not made of the service's image. */
  #hooks(
    container: ObservedContainer,
    { cause, after = [], guard, unlessDeaf }: StopRequest,
  ): Iterable<StepId> {
    if (container.state !== 'running' || isOneOff(container) || LABEL.ingress in container.labels)
      return after;
    const { services, disabledServices } = this.#project;
    const key = serviceOf(container) ?? '';
    const service = services.get(key) ?? disabledServices.get(key);
    const { id, name } = container;
    return addExecHooks(this.#plan, service, 'pre_stop', {
      ref: { id },
      name,
      cause,
      after: [...after],
      guard,
      unlessDeaf,
    });
  }

  /** All the steps that may stop it. */
  stepsOf(container: ContainerId): readonly StepId[] {
    return (this.#stops.get(container) ?? []).map(({ step }) => step);
  }

  /** Under which condition the plan stops it. */
  when(container: ContainerId): When {
    return anyOf((this.#stops.get(container) ?? []).map(({ guard }) => guard ?? 'always'));
  }

  /** How the plan stops it, and why it does so first; undefined: nothing stops it. */
  of(container: ContainerId): PlannedStop | undefined {
    const first = this.#stops.get(container)?.[0];
    const when = this.when(container);
    return first && when !== 'never'
      ? { when, cause: first.cause, steps: this.stepsOf(container) }
      : undefined;
  }

  /** Instead of a stop: the containers of a service are replaced when its turn comes, and serve until then. */
  renew(service: string, renewal: Renewal): void {
    this.#renewals.set(service, [...(this.#renewals.get(service) ?? []), renewal]);
  }

  /** Whether the containers of a service are replaced instead of being stopped; undefined: they are not. */
  renewalOf(service: string): Renewal | undefined {
    const all = this.#renewals.get(service) ?? [];
    const when = anyOf(all.map((renewal) => renewal.when));
    const first = all.find((renewal) => renewal.when === when) ?? all[0];
    return first && when !== 'never' ? { when, cause: first.cause } : undefined;
  }

  stopped(): readonly ContainerId[] {
    return [...this.#stops.keys()];
  }
}
