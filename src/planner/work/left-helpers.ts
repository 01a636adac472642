import type { StepId } from '../../model/ids.ts';
import { LABEL } from '../../model/labels.ts';
import type { Observed } from '../../model/observed.ts';
import type { PlanBuilder } from '../graph/plan-builder.ts';

/**
 * What holds connections or reaches a volume belongs to one run of a plan, and the next one waits for that: a helper that is still there
 * was left by somebody who was killed.
 *
 * @returns the step that removes each
 */
export function removeLeftHelpers(
  plan: PlanBuilder,
  { holdHelpers = [] }: Observed,
): ReadonlyMap<string, StepId> {
  return new Map(
    holdHelpers.map(({ id, name, labels }) => [
      id,
      plan.add({
        operation: { kind: 'remove-container', container: { id }, name, withVolumes: true },
        cause: { kind: 'leftover', ...(LABEL.copies in labels ? { ofCopy: true } : { ofHold: true }) },
        // It may end by itself meanwhile.
        optional: true,
      }),
    ]),
  );
}

/** Begins a plan with that: an engine removes no volume that one of these has. */
export function beginWithoutHelpers(plan: PlanBuilder, observed: Observed): void {
  removeLeftHelpers(plan, observed);
  plan.endPreparation();
}
