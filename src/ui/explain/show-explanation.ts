import { showPlace } from '../../diagnostics/source.ts';
import type { Contribution, Explanation, VariableUse } from '../../model/explanation.ts';
import type { Json } from '../../model/json.ts';
import { visible, visibleLines } from '../../util/disarm.ts';
import { stableJson } from '../../util/stable-json.ts';
import { type Palette, palette } from '../text/colours.ts';
import type { ShowOptions } from '../text/show-options.ts';

const WIDEST_TEXT = 60;

/** The value, then one line for each contribution, the strongest last. Ends with a line end. */
export function showExplanation(explanation: Explanation, { colour }: ShowOptions): string {
  const paint = palette(colour);
  const { subject, value, members, says, description, notes, usedAt } = explanation;
  const lines = [`${paint.bold(visible(subject))} ${headline(explanation)}`];
  if (description !== undefined && (value === undefined || members.length > 0))
    lines.push(`  ${paint.dim(visible(description))}`);
  if (members.length > 0)
    lines.push(...members.map(({ name, value: one }) => `  ${visible(name)}: ${brief(one)}`));
  if (says.length > 0) lines.push('', ...sourceLines(says, paint));
  if (usedAt.length > 0)
    lines.push('', `  used at ${usedAt.map((place) => visible(showPlace(place))).join(', ')}`);
  for (const note of notes) lines.push('', `  ${visible(note)}`);
  return `${lines.join('\n')}\n`;
}

function headline({ value, members, differs }: Explanation): string {
  if (differs) return 'is not the same in all included files';
  if (value === undefined) return 'is not set';
  if (Array.isArray(value))
    return value.length === 0 ? 'is an empty list' : `has ${count(members.length, 'item')}`;
  if (typeof value === 'object' && value !== null)
    return members.length === 0
      ? 'is there, and says nothing more'
      : `has ${count(members.length, 'member')}`;
  return `is ${text(value)}`;
}

/** Columns: place, written text, outcome. A variable is below the text that uses it. ✓ marks the winner. */
function sourceLines(says: readonly Contribution[], paint: Palette): readonly string[] {
  const rows = rowsOf(says, '');
  const width = (column: (row: Row) => string): number =>
    Math.max(0, ...rows.map((row) => column(row).length));
  const [first, second] = [width((row) => (row.what === '' ? '' : row.where)), width((row) => row.what)];
  return rows.map(({ where, what, fate, wins }) => {
    const line = `${wins ? '✓' : ' '} ${where.padEnd(first)}  ${what.padEnd(second)}  ${fate}`.trimEnd();
    return `  ${wins ? line : paint.dim(line)}`;
  });
}

interface Row {
  readonly where: string;
  readonly what: string;
  readonly fate: string;
  readonly wins: boolean;
}

function rowsOf(says: readonly Contribution[], indent: string, above = true): readonly Row[] {
  return says.flatMap((say) => {
    const wins = above && say.wins;
    return [
      { where: indent + whereOf(say), what: short(say.text), fate: say.at ? visible(say.how) : '', wins },
      ...say.variables.flatMap((use) => [
        {
          where: `${indent}  ${short(use.text)}`,
          what: `→ ${short(use.value === '' ? '(empty)' : use.value)}`,
          fate: whyValue(use),
          wins,
        },
        ...rowsOf(use.says, `${indent}    `, wins && !use.isDefault),
      ]),
    ];
  });
}

function whyValue({ says, isDefault, name, value }: VariableUse): string {
  if (!isDefault) return '';
  const state = says.length > 0 ? `${name} is empty` : `${name} is not set`;
  return value === '' ? state : `its default: ${state}`;
}

const whereOf = ({ at, how }: Contribution): string => visible(at ? showPlace(at) : how);

const count = (amount: number, what: string): string => `${amount} ${what}${amount === 1 ? '' : 's'}`;

const text = (value: Json): string =>
  typeof value === 'string' && value !== '' ? visibleLines(value, '    ') : visible(stableJson(value));

const brief = (value: Json): string => short(typeof value === 'string' ? text(value) : stableJson(value));

function short(line: string): string {
  const first = visible(line.replace(/\r?\n[\s\S]*/, ' …'));
  return first.length > WIDEST_TEXT ? `${first.slice(0, WIDEST_TEXT)}…` : first;
}
