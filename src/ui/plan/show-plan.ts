import type { Plan, Withheld } from '../../model/plan.ts';
import { visible } from '../../util/disarm.ts';
import { humanSize } from '../../util/human-size.ts';
import { type Palette, palette } from '../text/colours.ts';
import type { ShowOptions } from '../text/show-options.ts';
import type { Action } from './action.ts';
import { SIGNS } from './action-signs.ts';
import { atomicWords } from './atomic-words.ts';
import { type Disruption, showDisruption } from './disruption.ts';
import { disruptionsText } from './disruption-text.ts';
import { countKinds } from './nothing-changed.ts';
import { changesOf, countActions, type ResourceChange } from './plan-changes.ts';
import { chainOf } from './reasons.ts';
import { showField } from './show-field.ts';
import { showUpdate } from './show-update.ts';
import { CONDITIONS, nameFields } from './wording.ts';

interface PlanOptions extends ShowOptions {
  /** What is to be typed to have it done. Default: the command without flags. */
  readonly command?: string;
}

/** The changes of a plan with their causes, by resource. Ends with a line end. */
export function showPlan(
  plan: Plan,
  { colour, columns = Number.POSITIVE_INFINITY, command = `gantry ${plan.verb}` }: PlanOptions,
): string {
  const paint = palette(colour);
  const { verb, withheld = [], updates = [] } = plan;
  const changes = changesOf(plan);
  const kept = countKinds(plan.unchanged);
  const shown = new Set(withheld.map(({ warning }) => warning));
  const warnings = plan.warnings.filter((warning) => !shown.has(warning));
  const look: Look = { paint, columns, width: columnWidth(changes, withheld), verb };
  const nothing = kept === '' ? 'there is nothing to do' : kept;
  return [
    ...(plan.headline === undefined ? [] : [visible(plan.headline)]),
    ...warnings.map((warning) => paint.yellow(`warning: ${visible(warning)}`)),
    ...(changes.length === 0
      ? [`\`${visible(command)}\` would change nothing ${whereOf(plan)}: ${nothing}`]
      : [paint.bold(`\`${visible(command)}\` would do this ${whereOf(plan)}:`)]),
    ...changes.flatMap((change) => showChange(change, changes, look)),
    ...withheld.flatMap((change) => showWithheld(change, look)),
    ...updates.map((update) => visible(showUpdate(update))),
    ...(changes.length === 0
      ? []
      : [
          paint.bold(`in total: ${totals(changes)}`),
          `disruption: ${disruptionsText(changes)}`,
          ...(kept === '' ? [] : [`unchanged: ${kept}`]),
          ...(plan.atomic ? [`atomic: ${atomicWords(plan.atomic)}`] : []),
        ]),
    '',
  ].join('\n');
}

/** What concerns no project concerns all that a swarm runs. */
const whereOf = ({ project }: Plan): string =>
  project === '' ? 'on the swarm' : `in project ${visible(project)}`;

interface Look {
  readonly paint: Palette;
  readonly columns: number;
  /** The width of the disruption column; 0: there is no disruption. */
  readonly width: number;
  readonly verb: string;
}

function columnWidth(changes: readonly ResourceChange[], withheld: readonly Withheld[]): number {
  const shown = changes.map(({ disruption }) => inColumn(disruption).length);
  return Math.max(0, ...shown, ...withheld.map(() => inColumn('data-loss').length));
}

const inColumn = (disruption: Disruption): string =>
  disruption === 'none' ? '' : showDisruption(disruption);

function showChange(
  change: ResourceChange,
  changes: readonly ResourceChange[],
  look: Look,
): readonly string[] {
  const { resource, action, fields, waits, hooks, disruption } = change;
  const { paint } = look;
  const sign = change.onlyIfNew.length > 0 ? '?' : change.copyOf === undefined ? SIGNS[action] : SIGNS.create;
  const name = nameAction(change);
  const isSaid = name === inColumn(disruption);
  const what = `${beginning(sign, disruption, look)}${resource.kind} ${resource.name}${isSaid ? '' : `: ${name}`}`;
  const line = joinOrBreak(what, nameReason(change, changes, look.verb), look.columns);
  const aims = new Set(waits.map(({ service, condition }) => `${service} ${CONDITIONS[condition].aim}`));
  return [
    paintAction(action, paint)(line),
    ...change.particulars.map((particular) => `${INDENT}${visible(particular)}`),
    ...fields.map((field) => `${INDENT}${showField(field)}`),
    ...(hooks.length === 0 ? [] : [look.paint.dim(`${INDENT}runs ${hooks.join(' and ')}`)]),
    ...(aims.size === 0 ? [] : [paint.dim(`${INDENT}waits for ${visible([...aims].join(' and '))}`)]),
  ];
}

/** The sign and the column. */
function beginning(sign: string, disruption: Disruption, { width }: Look): string {
  return width === 0 ? `  ${sign} ` : `  ${sign} ${inColumn(disruption).padEnd(width)} `;
}

/** The withheld changes. */
function showWithheld({ resource, fields, flag, sizeBytes }: Withheld, look: Look): readonly string[] {
  const what = `${beginning('!', 'data-loss', look)}${resource.kind} ${resource.name}: not done`;
  return [
    look.paint.yellow(joinOrBreak(what, `although ${nameFields(fields)} changed`, look.columns)),
    ...fields.map((field) => `${INDENT}${showField(field)}`),
    look.paint.yellow(`${INDENT}it would destroy ${amount('the data in it', sizeBytes)}: ${flag} does that`),
  ];
}

/** The loss of data, in the line of the change. */
function nameAction({
  resource,
  action,
  starts,
  stops,
  anonymousVolumesGo,
  sizeBytes,
  disruption,
  copyOf,
  expectedMs,
}: ResourceChange): string {
  if (copyOf !== undefined) return `copy of ${copyOf}${inBrackets(sizeBytes, expectedMs)}`;
  if (resource.kind === 'volume' && action === 'remove')
    return `remove, with ${amount('the data in it', sizeBytes)}`;
  if (action === 'trash') return `into the trash${inBrackets(sizeBytes, undefined)}`;
  if (action === 'pause' && resource.kind === 'container' && disruption === 'restart')
    return 'pause, and let it go on afterwards';
  if (resource.kind === 'volume' && action === 'replace' && disruption !== 'data-loss')
    return 'replace, its content stays in the trash,';
  if (resource.kind === 'volume' && action === 'remove' && disruption !== 'data-loss') return 'remove';
  if (resource.kind === 'volume' && action === 'replace')
    return `replace, losing ${amount('the data in it', sizeBytes)},`;
  if (resource.kind === 'image' && action === 'remove') return amount('remove', sizeBytes);
  if ((action === 'create' || action === 'update') && starts) return `${action} and start`;
  if (
    action === 'replace' &&
    (disruption === 'none' || disruption === 'reconnect') &&
    resource.kind === 'container'
  )
    return 'replace, the new one before the old one';
  if (action !== 'remove') return action;
  return `${stops ? 'stop and remove' : 'remove'}${anonymousVolumesGo ? ' with any anonymous volumes' : ''}`;
}

/** `(412 MB, about 2 s)` */
function inBrackets(sizeBytes: number | undefined, expectedMs: number | undefined): string {
  const parts = [
    ...(sizeBytes === undefined ? [] : [humanSize(sizeBytes)]),
    ...(expectedMs === undefined ? [] : [`about ${Math.max(1, Math.round(expectedMs / 1000))} s`]),
  ];
  return parts.length === 0 ? '' : ` (${parts.join(', ')})`;
}

const amount = (what: string, sizeBytes: number | undefined): string =>
  sizeBytes === undefined ? what : `${what} (${humanSize(sizeBytes)})`;

/** Empty when the change is the purpose of the command. */
function nameReason(change: ResourceChange, changes: readonly ResourceChange[], verb: string): string {
  const { cause, onlyIfNew } = change;
  const isMeant = onlyIfNew.length === 0 && cause.kind === 'requested' && cause.by === verb;
  return isMeant ? '' : chainOf(change, changes);
}

const INDENT = '      ';

/** Lines break and are never cut: a plan has to be complete. */
function joinOrBreak(what: string, why: string, columns: number): string {
  const [first, second] = [visible(what), visible(why)];
  const line = `${first} ${second}`.trimEnd();
  return line.length <= columns || why === '' ? line : `${first}\n${INDENT}${second}`;
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
