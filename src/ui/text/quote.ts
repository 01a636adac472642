import type { Palette } from './colours.ts';

/** The output of a program, set apart from gantry's own text. */
export function quote(lines: readonly string[], paint: Palette): readonly string[] {
  const written = lines.map((line) => line.trimEnd());
  while (written.at(-1) === '') written.pop();
  const shown = written.length === 0 ? ['(nothing)'] : written;
  return shown.map((line) => `    ${paint.dim('|')} ${line}`);
}
