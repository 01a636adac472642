import type { Json } from '../../model/json.ts';
import { isUndo, type Plan } from '../../model/plan.ts';
import { whyStopFirst } from '../../model/service-update.ts';
import { changesOf, countActions, countDisruptions } from './plan-changes.ts';
import { chainOf, reasonsOf } from './reasons.ts';
import { resourcesOf } from './resource-of.ts';
import { gapOf } from './show-update.ts';

/**
 * The plan for programs.
 *
 * Shape: `changes` is the content of `showPlan`, one entry per resource; `steps` are the steps of the plan in order, each with
 *        the steps before it. The requests themselves are omitted, because they may hold secrets.
 */
export function planToJson(plan: Plan): Json {
  const { withheld = [], updates = [] } = plan;
  const changes = changesOf(plan);
  return {
    version: 1,
    verb: plan.verb,
    project: plan.project,
    ...(plan.headline !== undefined && { headline: plan.headline }),
    changes: changes.map((change) => ({
      resource: { ...change.resource },
      action: change.action,
      disruption: change.disruption,
      starts: change.starts,
      stops: change.stops,
      because: chainOf(change, changes),
      causes: reasonsOf(change, changes).map(({ resource, cause }) => ({
        kind: cause.kind,
        resource: { ...resource },
        fields: cause.kind === 'changed' ? cause.fields.map(({ field }) => field) : [],
      })),
      fields: change.fields.map((field) => ({ ...field })),
      onlyIfNew: change.onlyIfNew.map(({ image }) => image),
      ...(change.particulars.length === 0 ? {} : { particulars: change.particulars }),
      ...(change.sizeBytes === undefined ? {} : { sizeBytes: change.sizeBytes }),
      ...(change.copyOf === undefined ? {} : { copyOf: change.copyOf }),
      ...(change.expectedMs === undefined ? {} : { expectedMs: change.expectedMs }),
    })),
    withheld: withheld.map(({ resource, fields, flag, sizeBytes }) => ({
      resource: { ...resource },
      disruption: 'data-loss',
      fields: fields.map((field) => ({ ...field })),
      flag,
      ...(sizeBytes === undefined ? {} : { sizeBytes }),
    })),
    updates: updates.map(({ insteadOf, proxy, swarm, ...update }) => ({
      ...update,
      ...(insteadOf === undefined ? {} : { insteadOf: { ...insteadOf, text: whyStopFirst(insteadOf) } }),
      ...(proxy === undefined ? {} : { proxy: { ...proxy } }),
      ...(swarm === undefined ? {} : { swarm: { ...swarm } }),
      gap: gapOf({ ...update, proxy }),
    })),
    totals: { ...countActions(changes), unchanged: plan.unchanged.length },
    disruptions: Object.fromEntries(countDisruptions(changes)),
    unchanged: plan.unchanged.map((resource) => ({ ...resource })),
    ...(plan.atomic && { atomic: { ...plan.atomic } }),
    warnings: plan.warnings,
    steps: plan.steps.map((step) => ({
      id: step.id,
      operation: step.operation.kind,
      resources: resourcesOf(step.operation).map((resource) => ({ ...resource })),
      after: step.after,
      ...(step.unlessDeaf ? { unlessDeaf: true } : {}),
      ...(step.tolerates ? { tolerates: step.tolerates } : {}),
      cause: step.cause.kind,
      guarded: step.guard !== undefined,
      ...(isUndo(step) ? { onlyOnFailure: true } : {}),
      optional: step.optional ?? false,
    })),
  };
}
