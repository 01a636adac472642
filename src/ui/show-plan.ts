import type { Json } from '../model/json.ts';
import type { FieldChange, Plan } from '../model/plan.ts';
import { type Palette, palette } from './colours.ts';
import { countKinds } from './nothing-changed.ts';
import { type Action, changesOf, type ResourceChange } from './plan-changes.ts';
import { resourcesOf } from './resource-of.ts';
import type { ShowOptions } from './show-options.ts';
import { becauseOf, CONDITIONS } from './wording.ts';

/** What would be done and why, by resource. Ends with a line end. */
export function showPlan(plan: Plan, { colour, columns = Number.POSITIVE_INFINITY }: ShowOptions): string {
  const paint = palette(colour);
  const warnings = plan.warnings.map((warning) => paint.yellow(`warning: ${warning}`));
  const changes = changesOf(plan);
  if (changes.length === 0) {
    const kept = countKinds(plan.unchanged);
    const nothing = kept === '' ? 'nothing to do' : `nothing would change (${kept})`;
    return [...warnings, `${plan.verb} ${plan.project}: ${nothing}`, ''].join('\n');
  }
  const entries = changes.flatMap((change) => showChange(change, paint, columns));
  return [...warnings, `${plan.verb} ${plan.project}:`, ...entries, totals(plan, changes), ''].join('\n');
}

const SIGNS: { readonly [A in Action]: string } = {
  create: '+',
  pull: '↓',
  build: '+',
  replace: '±',
  update: '~',
  restart: '~',
  start: '▸',
  stop: '■',
  kill: '■',
  remove: '-',
};

function showChange(change: ResourceChange, paint: Palette, columns: number): readonly string[] {
  const { resource, action, cause, fields, waits } = change;
  const sign = change.onlyIfNew.length > 0 ? '?' : SIGNS[action];
  const what = change.starts && action === 'create' ? 'create and start' : action;
  const condition =
    change.onlyIfNew.length > 0
      ? `if ${change.onlyIfNew.join(' or ')} is another image then`
      : becauseOf(cause);
  const line = joinOrBreak(`  ${sign} ${resource.kind} ${resource.name}: ${what}`, condition, columns);
  const aims = new Set(waits.map(({ service, condition }) => `${service} ${CONDITIONS[condition].aim}`));
  return [
    paintAction(action, paint)(line),
    ...fields.map((field) => `${INDENT}${showField(field)}`),
    ...[...aims].map((aim) => paint.dim(`${INDENT}waits for ${aim}`)),
    ...(change.anonymousVolumesGo ? [`${INDENT}with its anonymous volumes`] : []),
  ];
}

const INDENT = '      ';

/** Never cut: what is left out of a plan is what the user would have wanted to know. */
function joinOrBreak(what: string, why: string, columns: number): string {
  const line = `${what} ${why}`;
  return line.length <= columns ? line : `${what}\n${INDENT}${why}`;
}

function showField({ field, from, to }: FieldChange): string {
  return `${field}: ${from ?? '(unset)'} → ${to ?? '(unset)'}`;
}

function paintAction(action: Action, paint: Palette): (text: string) => string {
  if (action === 'create' || action === 'build' || action === 'pull' || action === 'start')
    return paint.green;
  return action === 'remove' || action === 'stop' || action === 'kill' ? paint.red : paint.yellow;
}

function totals(plan: Plan, changes: readonly ResourceChange[]): string {
  const counts = countActions(changes);
  const parts = Object.entries(counts).map(([action, amount]) => `${amount} to ${action}`);
  return [...parts, `${plan.unchanged.length} unchanged`].join(', ');
}

/** A change that may not happen is counted under `check`. */
function countActions(changes: readonly ResourceChange[]): Readonly<Record<string, number>> {
  const counts: Record<string, number> = {};
  for (const { action, onlyIfNew } of changes) {
    const name = onlyIfNew.length > 0 ? `${action} if needed` : action;
    counts[name] = (counts[name] ?? 0) + 1;
  }
  return counts;
}

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
    changes: changes.map(({ resource, action, starts, cause, fields, onlyIfNew }) => ({
      resource: { ...resource },
      action,
      starts,
      because: becauseOf(cause),
      fields: fields.map((field) => ({ ...field })),
      onlyIfNew,
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
