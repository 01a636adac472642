import type { StepId } from '../model/ids.ts';
import type { ObservedContainer } from '../model/observed.ts';
import type { Cause } from '../model/plan.ts';
import type { UpWork } from './up-work.ts';

/** Stops and removes a container that nothing takes the place of. Anonymous volumes stay: nobody said that their data may go. */
export function planRemoval(
  { plan, stops, removals }: UpWork,
  container: ObservedContainer,
  cause: Cause,
  after: readonly StepId[] = [],
): StepId {
  const stop = stops.stop(container, { cause, after });
  const removal = plan.add({
    operation: {
      kind: 'remove-container',
      container: container.id,
      name: container.name,
      withVolumes: false,
    },
    cause,
    after: [...after, ...(stop === undefined ? [] : [stop])],
  });
  removals.set(container.id, removal);
  return removal;
}
