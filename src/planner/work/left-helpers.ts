import type { Observed } from '../../model/observed.ts';
import type { PlanBuilder } from '../graph/plan-builder.ts';

/**
 * What holds connections belongs to one run of a plan, and the next one waits for that: a helper that is still there was left by somebody
 * who was killed.
 */
export function removeLeftHelpers(plan: PlanBuilder, { holdHelpers = [] }: Observed): void {
  for (const { id, name } of holdHelpers)
    plan.add({
      operation: { kind: 'remove-container', container: { id }, name, withVolumes: true },
      cause: { kind: 'leftover', ofHold: true },
      // It may end by itself meanwhile.
      optional: true,
    });
}
