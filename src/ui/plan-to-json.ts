import type { Json } from '../model/json.ts';
import type { Plan } from '../model/plan.ts';
import { changesOf, countActions } from './plan-changes.ts';
import { resourcesOf } from './resource-of.ts';
import { becauseOf } from './wording.ts';

/**
 * The plan for programs.
 *
 * Shape: `changes` is what `showPlan` prints, one entry a resource; `steps` is what will be run, in order, each with
 *        what it comes after. The requests themselves are not in it: they may hold secrets.
 */
export function planToJson(plan: Plan): Json {
  const changes = changesOf(plan);
  return {
    verb: plan.verb,
    project: plan.project,
    changes: changes.map(({ resource, action, starts, stops, cause, fields, onlyIfNew }) => ({
      resource: { ...resource },
      action,
      starts,
      stops,
      because: becauseOf(cause),
      fields: fields.map((field) => ({ ...field })),
      onlyIfNew: onlyIfNew.map(({ image }) => image),
    })),
    totals: { ...countActions(changes), unchanged: plan.unchanged.length },
    unchanged: plan.unchanged.map((resource) => ({ ...resource })),
    warnings: plan.warnings,
    steps: plan.steps.map((step) => ({
      id: step.id,
      operation: step.operation.kind,
      resources: resourcesOf(step.operation).map((resource) => ({ ...resource })),
      after: step.after,
      cause: step.cause.kind,
      guarded: step.guard !== undefined,
      optional: step.optional ?? false,
    })),
  };
}
