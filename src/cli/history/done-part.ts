import type { StepId } from '../../model/ids.ts';
import { isWait, type Operation } from '../../model/operation.ts';
import type { Outcome } from '../../model/outcome.ts';
import type { Plan } from '../../model/plan.ts';
import { readTemporaryName } from '../../model/temporary-name.ts';
import { labelOf, resourcesOf } from '../../ui/plan/resource-of.ts';

/** A plan that ended early, without what it never came to: a replacement that was only made, and stands beside, has changed nothing. */
export function donePart(plan: Plan, outcomes: readonly Outcome[]): Plan {
  const done = new Set<StepId>(outcomes.flatMap(({ status, step }) => (status === 'done' ? [step] : [])));
  const labels = (operation: Operation): readonly string[] => resourcesOf(operation).map(labelOf);
  const touched = new Set(
    plan.steps.flatMap(({ id, operation }) =>
      done.has(id) && !isWait(operation) && !isBeside(operation) ? labels(operation) : [],
    ),
  );
  return {
    ...plan,
    steps: plan.steps.filter(({ operation }) => labels(operation).some((one) => touched.has(one))),
  };
}

const isBeside = (operation: Operation): boolean =>
  (operation.kind === 'create-container' || operation.kind === 'put-files') &&
  readTemporaryName(operation.name) !== undefined;
