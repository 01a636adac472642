import type { StepId } from '../../model/ids.ts';
import { LABEL } from '../../model/labels.ts';
import type { ObservedContainer } from '../../model/observed.ts';
import type { Cause } from '../../model/plan.ts';
import { anonymousVolumes } from '../snapshot/own-containers.ts';
import type { UpWork } from './up-work.ts';

/**
 * Stops and removes a container. Anonymous volumes stay: nobody said that their data may go. Those of a container that
 * never ran hold nothing, and go with it; what it inherited stays too, as the engine takes that for named.
 */
export function planRemoval(
  { plan, stops, removals, disconnected, renamed }: UpWork,
  container: ObservedContainer,
  cause: Cause,
  after: readonly StepId[] = [],
): StepId {
  const planned = removals.get(container.id);
  if (planned !== undefined) return planned;
  const { id, name, state } = container;
  const stop = stops.stop(container, { cause, after });
  const before = [renamed.get(id)?.step, stop].filter((step) => step !== undefined);
  const removal = plan.add({
    operation: {
      kind: 'remove-container',
      container: { id },
      name,
      ...(state === 'created' ? { withVolumes: true, anonymousVolumes: 0 } : { withVolumes: false }),
    },
    cause,
    // What is gone can neither be renamed nor be taken off a network any more.
    after: [...after, ...before, ...(disconnected.get(id)?.values() ?? [])],
  });
  removals.set(id, removal);
  return removal;
}

/** The same for a container that nothing takes the place of: what it leaves behind is told. */
export function planDeparture(
  work: UpWork,
  container: ObservedContainer,
  cause: Cause,
  after: readonly StepId[] = [],
): StepId {
  reportVolumes(work, container);
  return planRemoval(work, container, cause, after);
}

/** Names the volumes that nothing leads to any more once a container is gone. */
export function reportVolumes(work: UpWork, container: ObservedContainer): void {
  const left = volumesLeft(work, container);
  if (left.length === 0) return;
  work.plan.warn(
    `container ${container.name} goes, its anonymous volumes stay with their data: ${left.join(', ')}`,
  );
}

/** Those that no other container has: a half-made replacement shares them with the one that it was made for. */
function volumesLeft({ context }: UpWork, container: ObservedContainer): readonly string[] {
  if (container.state === 'created' && container.labels[LABEL.replace] === undefined) return [];
  const others = context.observed.containers.filter(({ id }) => id !== container.id);
  const shared = new Set(others.flatMap(({ mounts }) => mounts.map(({ name }) => name)));
  return Object.values(anonymousVolumes(container)).filter((name) => !shared.has(name));
}
