import type { Operation } from '../../model/operation.ts';
import type { Plan } from '../../model/plan.ts';
import { PlanBuilder } from '../graph/plan-builder.ts';

/** Of operations that the user named one by one, which need nothing of each other. */
export function planRequested(verb: string, project: string, operations: readonly Operation[]): Plan {
  const plan = new PlanBuilder(verb, project);
  for (const operation of operations) plan.add({ operation, cause: { kind: 'requested', by: verb } });
  return plan.build();
}
