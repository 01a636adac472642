import type { ContainerRef } from '../../model/container-ref.ts';
import type { StepId } from '../../model/ids.ts';
import type { ObservedContainer } from '../../model/observed.ts';
import type { Cause, Guard } from '../../model/plan.ts';
import { borrowedName } from '../../model/temporary-name.ts';
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

/** A new container that is waited for, while the old one has the connections. */
export interface Starting {
  readonly staged: Staged;
  /** The step after which it is ready. */
  readonly wait: StepId;
  /** The steps that fail when it does. */
  readonly tests: readonly StepId[];
  /** After which those that are restarted with it have stopped. */
  readonly followers: readonly StepId[];
}

/** The old one, which has stopped, goes, and the new one gets its name. @returns the step after which nothing is temporary */
export function takePlace(work: ServiceWork, staged: Staged, after: readonly StepId[]): readonly StepId[] {
  return takeName(work, staged, [removeOld(work, staged, after)]);
}

/**
 * The new one, which is ready, gets the name of the old one, which is still there. From then on the new one counts, whatever
 * becomes of the rest of the plan.
 */
export function swapNames(work: ServiceWork, staged: Staged, after: readonly StepId[]): Swap {
  const { old, desired, cause, guard } = staged;
  const { name } = desired;
  const freed = work.plan.add({
    operation: {
      kind: 'rename-container',
      container: { id: old.id },
      from: name,
      name: borrowedName(old.id, name),
    },
    cause,
    after,
    guard,
  });
  return { freed, taken: takeName(work, staged, [freed]) };
}

export interface Swap {
  /** The step after which the old one has another name. */
  readonly freed: StepId;
  /** After which the new one has its name. */
  readonly taken: readonly StepId[];
}

export function removeOld(
  work: ServiceWork,
  { old, desired, cause, guard }: Staged,
  after: readonly StepId[],
): StepId {
  const renamed = work.renamed.get(old.id)?.step;
  return work.removals.replace(old, { name: desired.name, cause, after, renamed, guard });
}

function takeName(
  work: ServiceWork,
  { desired: { name }, ref, cause, guard, temporary }: Staged,
  after: readonly StepId[],
): readonly StepId[] {
  return [
    work.plan.add({
      operation: { kind: 'rename-container', container: ref, from: temporary, name },
      cause,
      after: [...after, ...nameFreed(work, name)],
      guard,
    }),
  ];
}
