import { disarm } from '../../util/disarm.ts';
import type { Palette } from './colours.ts';

/** The output of a program, set apart from gantry's own text. */
export function quote(lines: readonly string[], paint: Palette): readonly string[] {
  const written = lines.map((line) => disarm(line).trimEnd());
  while (written.at(-1) === '') written.pop();
  const shown = written.length === 0 ? ['(nothing)'] : written;
  return shown.map((line) => `    ${paint.dim('|')} ${line}`);
}
