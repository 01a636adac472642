import { type StepId, stepId } from '../../model/ids.ts';
import type { Observed } from '../../model/observed.ts';
import type { Operation } from '../../model/operation.ts';
import type { Cause, Plan, Step } from '../../model/plan.ts';
import { isExpired, staleTrashMarkers, trashedVolumes } from '../../model/trash.ts';
import { emptied, trashedButUsed } from '../work/trash.ts';

const EXPIRED: Cause = { kind: 'trashed', why: 'expired' };

/** A plan that also removes what has been in the trash of its project for its time. */
export function removeExpired(plan: Plan, observed: Observed, nowMs: number): Plan {
  const touched = new Set(
    plan.steps.flatMap(({ operation }) =>
      operation.kind === 'copy-volume'
        ? [operation.source, operation.request.Name]
        : 'name' in operation
          ? [operation.name]
          : [],
    ),
  );
  const used = trashedButUsed(observed);
  const going = trashedVolumes(observed.volumes).filter(
    (trashed) =>
      trashed.project === plan.project &&
      isExpired(trashed, nowMs) &&
      !touched.has(trashed.keptIn) &&
      !used.has(trashed.keptIn),
  );
  const operations: readonly Operation[] = [
    ...going.map(emptied),
    ...staleTrashMarkers(observed.volumes, plan.project)
      .filter(({ name }) => !touched.has(name))
      .map(({ name }) => ({ kind: 'remove-volume', name, hasNoData: true }) as const),
  ];
  if (operations.length === 0) return plan;
  const first = plan.steps.length + 1;
  const steps = operations.map((operation, index): Step => {
    const after: readonly StepId[] = [];
    // Somebody else may use it by now: that is no reason to fail.
    return { id: stepId(first + index), operation, after, cause: EXPIRED, optional: true };
  });
  return { ...plan, steps: [...plan.steps, ...steps] };
}
