import { hintText } from '../../diagnostics/hint.ts';
import type { JsonMap } from '../../model/json.ts';
import { type Palette, palette } from '../../ui/text/colours.ts';
import { visibleLines } from '../../util/disarm.ts';
import type { Finding, Status } from './finding.ts';

/** One line for each, and below it what to do. */
export function showFindings(findings: readonly Finding[], colour: boolean): string {
  const paint = palette(colour);
  const width = Math.max(...findings.map(({ check }) => check.length));
  const lines = findings.flatMap(({ check, status, text, hint }) => [
    `${mark(status, paint)}  ${check.padEnd(width)}  ${visibleLines(text)}`,
    ...(hint === undefined
      ? []
      : [`${' '.repeat(6 + width + 2)}${paint.dim(`try: ${visibleLines(hintText(hint))}`)}`]),
  ]);
  return `${lines.join('\n')}\n`;
}

/** A hint is a text there too. */
export const findingToJson = ({ hint, ...rest }: Finding): JsonMap => ({
  ...rest,
  ...(hint !== undefined && { hint: hintText(hint) }),
});

function mark(status: Status, paint: Palette): string {
  const word = status.padEnd(4);
  if (status === 'ok') return paint.green(word);
  return status === 'warn' ? paint.yellow(word) : paint.red(word);
}
