import type { Palette } from './colours.ts';

/** What a program wrote, set off from what we say about it. */
export function quote(lines: readonly string[], paint: Palette): readonly string[] {
  const written = lines.map((line) => line.trimEnd());
  while (written.at(-1) === '') written.pop();
  const shown = written.length === 0 ? ['(nothing)'] : written;
  return shown.map((line) => `    ${paint.dim('|')} ${line}`);
}
