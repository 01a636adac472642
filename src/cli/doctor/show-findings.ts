import { hintText } from '../../diagnostics/hint.ts';
import type { JsonMap } from '../../model/json.ts';
import { type Palette, palette } from '../../ui/text/colours.ts';
import { visibleLines } from '../../util/disarm.ts';
import type { Finding, Status } from './finding.ts';

/** One line for each, and below it why it matters and what to do. */
export function showFindings(findings: readonly Finding[], colour: boolean): string {
  const paint = palette(colour);
  const marks = Math.max(...findings.map(({ status }) => status.length), 4);
  const width = Math.max(...findings.map(({ check }) => check.length));
  const below = (word: string, text: string): string =>
    `${' '.repeat(marks + width + 4)}${paint.dim(`${word}: ${visibleLines(text)}`)}`;
  const lines = findings.flatMap(({ check, status, text, rule, reason, hint }) => [
    `${mark(status, marks, paint)}  ${check.padEnd(width)}  ${visibleLines(text)}${rule !== undefined && isFault(status) ? ` (${rule})` : ''}`,
    ...(reason === undefined ? [] : [below('why', reason)]),
    ...(hint === undefined ? [] : [below('try', hintText(hint))]),
  ]);
  return `${lines.join('\n')}\n`;
}

/** Who reads the name of a rule wants to look it up. */
const isFault = (status: Status): boolean => status !== 'ok' && status !== 'unknown';

/** A hint is a text there too. */
export const findingToJson = ({ hint, ...rest }: Finding): JsonMap => ({
  ...rest,
  ...(hint !== undefined && { hint: hintText(hint) }),
});

function mark(status: Status, width: number, paint: Palette): string {
  const word = status.padEnd(width);
  if (status === 'ok') return paint.green(word);
  if (status === 'unknown' || status === 'info') return paint.dim(word);
  return status === 'warn' ? paint.yellow(word) : paint.red(word);
}
