import type { ContainerRef } from '../../model/container-ref.ts';
import type { StepId } from '../../model/ids.ts';
import type { ObservedContainer } from '../../model/observed.ts';
import type { Cause, Guard } from '../../model/plan.ts';
import type { When } from '../graph/guards.ts';
import { nameFreed } from '../handover/take-over-names.ts';
import type { DesiredContainer } from '../request/create-request.ts';
import type { ServiceWork } from './service-work.ts';

/** A new container beside the old one, before anybody is stopped. */
export interface Staged {
  readonly old: ObservedContainer;
  readonly desired: DesiredContainer;
  readonly ref: ContainerRef;
  readonly cause: Cause;
  readonly when: When;
  readonly guard: Guard | undefined;
  readonly temporary: string;
  readonly create: StepId;
  /** After which it may start as far as others are concerned. */
  readonly ready: readonly StepId[];
}

/**
 * The old one goes, and the new one gets its name.
 *
 * @param after the old one has stopped
 * @param tolerates steps that may have failed
 * @returns the step after which nothing is temporary
 */
export function takePlace(
  work: ServiceWork,
  { old, desired: { name }, ref, cause, guard, temporary }: Staged,
  after: readonly StepId[],
  tolerates: readonly StepId[] = [],
): readonly StepId[] {
  const remove = work.removals.replace(old, {
    name,
    cause,
    after,
    tolerates,
    renamed: work.renamed.get(old.id)?.step,
    guard,
  });
  return [
    work.plan.add({
      operation: { kind: 'rename-container', container: ref, from: temporary, name },
      cause,
      after: [remove, ...nameFreed(work, name)],
      guard,
    }),
  ];
}
