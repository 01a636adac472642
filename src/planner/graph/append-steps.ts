import { stepId } from '../../model/ids.ts';
import type { Operation } from '../../model/operation.ts';
import { type Cause, isUndo, type Plan, type Step } from '../../model/plan.ts';

/** The same plan with more to do at its end, all at once. What only undoes a failure is waited for by nobody. */
export function appendSteps(
  plan: Plan,
  operations: readonly Operation[],
  rest: { readonly cause: Cause; readonly optional?: boolean },
): Plan {
  if (operations.length === 0) return plan;
  const after = plan.steps.filter((step) => !isUndo(step)).map(({ id }) => id);
  const steps = operations.map(
    (operation, index): Step => ({ id: stepId(plan.steps.length + index + 1), operation, after, ...rest }),
  );
  const changed = new Set(operations.flatMap((operation) => ('name' in operation ? [operation.name] : [])));
  return {
    ...plan,
    steps: [...plan.steps, ...steps],
    unchanged: plan.unchanged.filter(({ name }) => !changed.has(name)),
  };
}
