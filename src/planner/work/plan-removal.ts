import type { ContainerId, StepId } from '../../model/ids.ts';
import { LABEL } from '../../model/labels.ts';
import type { Observed, ObservedContainer } from '../../model/observed.ts';
import type { Cause, Guard } from '../../model/plan.ts';
import type { PlanBuilder } from '../graph/plan-builder.ts';
import { anonymousVolumes } from '../snapshot/own-containers.ts';
import type { UpContext } from '../snapshot/up-context.ts';
import type { StopRequest, Stops } from './stops.ts';

/** By container: the networks that it is taken off, to be put on again, and the steps that do it. */
export type Disconnected = ReadonlyMap<ContainerId, ReadonlyMap<string, StepId>>;

interface RemovalWork {
  readonly context: UpContext;
  readonly plan: PlanBuilder;
  readonly stops: Stops;
  readonly disconnected: Disconnected;
}

interface RemovalRequest {
  readonly cause: Cause;
  readonly after?: readonly StepId[];
  /** The step that gives its name to another one. */
  readonly renamed?: StepId | undefined;
  /** See `StopRequest`. */
  readonly last?: StopRequest['last'];
}

interface ReplacementRequest extends RemovalRequest {
  /** Under which the user knows it. */
  readonly name: string;
  readonly guard: Guard | undefined;
}

/** Collects the removals of a plan: a container that has several reasons to go is removed once. */
export class Removals {
  readonly #plan: PlanBuilder;
  readonly #stops: Stops;
  readonly #observed: Observed;
  readonly #disconnected: Disconnected;
  readonly #steps = new Map<ContainerId, StepId>();

  constructor({ context, plan, stops, disconnected }: RemovalWork) {
    this.#plan = plan;
    this.#stops = stops;
    this.#observed = context.observed;
    this.#disconnected = disconnected;
  }

  /** The step that removes it, whatever images turn out to be. */
  of(container: ContainerId): StepId | undefined {
    return this.#steps.get(container);
  }

  isEmpty(): boolean {
    return this.#steps.size === 0;
  }

  /**
   * Stops and removes a container. Anonymous volumes stay: nobody said that their data may go. Those of a container that
   * never ran hold nothing, and go with it; what it inherited stays too, as the engine takes that for named.
   *
   * Source: https://docs.docker.com/reference/api/engine/version/v1.45/#tag/Container/operation/ContainerDelete (`v`)
   */
  remove(container: ObservedContainer, { cause, after = [], renamed, last }: RemovalRequest): StepId {
    const { id, name, state } = container;
    const planned = this.#steps.get(id);
    if (planned !== undefined) return planned;
    const stop = this.#stops.stop(container, { cause, after, last });
    const before = [renamed, stop].filter((step) => step !== undefined);
    const removal = this.#plan.add({
      operation: {
        kind: 'remove-container',
        container: { id },
        name,
        ...(state === 'created' ? { withVolumes: true, anonymousVolumes: 0 } : { withVolumes: false }),
        ...(cause.kind === 'leftover' && { isLeftOver: true }),
      },
      cause,
      after: [...after, ...before, ...this.#disconnects(id)],
    });
    this.#steps.set(id, removal);
    return removal;
  }

  /** The same for a container that nothing takes the place of: what it leaves behind is told. */
  depart(container: ObservedContainer, request: RemovalRequest): StepId {
    reportVolumes(this.#plan, this.#observed, container);
    return this.remove(container, request);
  }

  /**
   * Removes a container whose place another one takes, which has its anonymous volumes, or leaves them for their owner to
   * look at. Under a guard it may stay, so nobody can count on it.
   */
  replace(
    { id }: ObservedContainer,
    { name, cause, guard, after = [], renamed }: ReplacementRequest,
  ): StepId {
    const removal = this.#plan.add({
      operation: { kind: 'remove-container', container: { id }, name, withVolumes: false },
      cause,
      after: [...after, ...(renamed === undefined ? [] : [renamed]), ...this.#disconnects(id)],
      guard,
    });
    if (!guard) this.#steps.set(id, removal);
    return removal;
  }

  /** What is gone can be taken off no network any more. */
  #disconnects(id: ContainerId): Iterable<StepId> {
    return this.#disconnected.get(id)?.values() ?? [];
  }
}

/** Names the volumes that nothing leads to any more once a container is gone. */
export function reportVolumes(plan: PlanBuilder, observed: Observed, container: ObservedContainer): void {
  const left = volumesLeft(observed, container);
  if (left.length === 0) return;
  plan.warn(
    `container ${container.name} goes, its anonymous volumes stay with their data: ${left.join(', ')}`,
  );
}

/** Names the anonymous volumes whose path the container that takes the place of this one uses no more, or otherwise. */
export function reportMovedVolumes(
  plan: PlanBuilder,
  observed: Observed,
  container: ObservedContainer,
  cause: Cause,
): void {
  if (cause.kind !== 'changed') return;
  const left = new Set(volumesLeft(observed, container));
  for (const [target, name] of Object.entries(anonymousVolumes(container))) {
    const change = cause.fields.find(({ field }) => field === `volumes.${target}`);
    const isAnonymous = /^volume(?: \(|$)/.test(String(change?.to ?? ''));
    if (change && !isAnonymous && left.has(name))
      plan.warn(
        `container ${container.name} uses its anonymous volume at ${target} no more: it stays with its data: ${name}`,
      );
  }
}

/** Those that no other container has: a half-made replacement shares them with the one that it was made for. */
function volumesLeft({ containers }: Observed, container: ObservedContainer): readonly string[] {
  if (container.state === 'created' && container.labels[LABEL.replace] === undefined) return [];
  const others = containers.filter(({ id }) => id !== container.id);
  const shared = new Set(others.flatMap(({ mounts }) => mounts.map(({ name }) => name)));
  return Object.values(anonymousVolumes(container)).filter((name) => !shared.has(name));
}
