import type { FieldChange, Plan } from '../model/plan.ts';
import { type Palette, palette } from './colours.ts';
import { countKinds } from './nothing-changed.ts';
import { type Action, changesOf, countActions, type ResourceChange } from './plan-changes.ts';
import type { ShowOptions } from './show-options.ts';
import { becauseOf, CONDITIONS } from './wording.ts';

/** What would be done and why, by resource. Ends with a line end. */
export function showPlan(plan: Plan, { colour, columns = Number.POSITIVE_INFINITY }: ShowOptions): string {
  const paint = palette(colour);
  const warnings = plan.warnings.map((warning) => paint.yellow(`warning: ${warning}`));
  const changes = changesOf(plan);
  const kept = countKinds(plan.unchanged);
  if (changes.length === 0) {
    const nothing = kept === '' ? 'there is nothing to do' : kept;
    return [
      ...warnings,
      `\`gantry ${plan.verb}\` would change nothing in project ${plan.project}: ${nothing}`,
      '',
    ].join('\n');
  }
  return [
    ...warnings,
    paint.bold(`\`gantry ${plan.verb}\` would do this in project ${plan.project}:`),
    ...changes.flatMap((change) => showChange(change, plan.verb, paint, columns)),
    paint.bold(`in total: ${totals(changes)}`),
    ...(kept === '' ? [] : [`unchanged: ${kept}`]),
    '',
  ].join('\n');
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

function showChange(
  change: ResourceChange,
  verb: string,
  paint: Palette,
  columns: number,
): readonly string[] {
  const { resource, action, fields, waits } = change;
  const sign = change.onlyIfNew.length > 0 ? '?' : SIGNS[action];
  const what = `  ${sign} ${resource.kind} ${resource.name}: ${nameAction(change)}`;
  const line = joinOrBreak(what, nameReason(change, verb), columns);
  const aims = new Set(waits.map(({ service, condition }) => `${service} ${CONDITIONS[condition].aim}`));
  return [
    paintAction(action, paint)(line),
    ...fields.map((field) => `${INDENT}${showField(field)}`),
    ...(aims.size === 0 ? [] : [paint.dim(`${INDENT}waits for ${[...aims].join(' and ')}`)]),
  ];
}

/** What is lost for good is said with the deed. */
function nameAction({ resource, action, starts, stops, anonymousVolumesGo }: ResourceChange): string {
  if (action === 'create' && starts) return 'create and start';
  if (action !== 'remove') return action;
  if (resource.kind === 'volume') return 'remove, with the data in it';
  return `${stops ? 'stop and remove' : 'remove'}${anonymousVolumesGo ? ' with any anonymous volumes' : ''}`;
}

/** Empty when it is what the command is for. */
function nameReason({ cause, onlyIfNew }: ResourceChange, verb: string): string {
  if (onlyIfNew.length > 0) {
    const images = onlyIfNew.map(({ image, by }) => `the ${by} of ${image}`);
    return `if ${images.join(' or ')} gives another image`;
  }
  return cause.kind === 'requested' && cause.by === verb ? '' : becauseOf(cause);
}

const INDENT = '      ';

/** Never cut: what is left out of a plan is what the user would have wanted to know. */
function joinOrBreak(what: string, why: string, columns: number): string {
  const line = `${what} ${why}`.trimEnd();
  return line.length <= columns || why === '' ? line : `${what}\n${INDENT}${why}`;
}

/** Not every value can be told, and those that are masked look alike. */
function showField({ field, from, to }: FieldChange): string {
  if (from === undefined && to === undefined) return `${field}: changed`;
  if (from === to) return `${field}: ${from} → another value`;
  return `${field}: ${from ?? '(unset)'} → ${to ?? '(unset)'}`;
}

function paintAction(action: Action, paint: Palette): (text: string) => string {
  if (action === 'create' || action === 'build' || action === 'pull' || action === 'start')
    return paint.green;
  return action === 'remove' || action === 'stop' || action === 'kill' ? paint.red : paint.yellow;
}

function totals(changes: readonly ResourceChange[]): string {
  return Object.entries(countActions(changes))
    .map(([action, amount]) => `${amount} to ${action}`)
    .join(', ');
}
