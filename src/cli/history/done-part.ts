import type { StepId } from '../../model/ids.ts';
import type { Operation, OperationKind } from '../../model/operation.ts';
import type { Outcome } from '../../model/outcome.ts';
import type { Plan } from '../../model/plan.ts';
import { readTemporaryName } from '../../model/temporary-name.ts';
import { labelOf, resourcesOf } from '../../ui/plan/resource-of.ts';

/**
 * What was done of a plan that ended early. A replacement that was only made stands beside the old container, and has replaced nothing: the old
 * one may have been stopped for it, and that is what was done then.
 */
export function donePart(plan: Plan, outcomes: readonly Outcome[]): Plan {
  const done = new Set<StepId>(outcomes.flatMap(({ status, step }) => (status === 'done' ? [step] : [])));
  const steps = plan.steps.filter(({ id }) => done.has(id));
  const labels = (operation: Operation): readonly string[] => resourcesOf(operation).map(labelOf);
  const taken = new Set(
    steps.flatMap(({ operation }) => (TAKES_PLACE.has(operation.kind) ? labels(operation) : [])),
  );
  const isBeside = (operation: Operation): boolean =>
    (operation.kind === 'create-container' || operation.kind === 'put-files') &&
    readTemporaryName(operation.name) !== undefined &&
    !labels(operation).some((label) => taken.has(label));
  return { ...plan, steps: steps.filter(({ operation }) => !isBeside(operation)) };
}

/** After these there is no old container any more that has the name. */
const TAKES_PLACE: ReadonlySet<OperationKind> = new Set(['remove-container', 'rename-container']);
