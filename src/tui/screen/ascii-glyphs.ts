import stringWidth from 'string-width';

/** What stands for the shapes of gantry on a terminal that knows no Unicode. */
const SHAPES: ReadonlyMap<string, string> = new Map([
  ['✕', 'x'],
  ['▲', '!'],
  ['◐', '%'],
  ['●', '*'],
  ['✓', '+'],
  ['○', 'o'],
  ['≠', '#'],
  ['−', '-'],
  ['–', '-'],
  ['·', '.'],
  ['→', '>'],
  ['↓', 'v'],
  ['↑', '^'],
  ['›', '>'],
  ['▌', '>'],
  ['│', '|'],
  ['─', '-'],
  ['├', '|'],
  ['└', '`'],
  ['┌', '+'],
  ['┐', '+'],
  ['┘', '+'],
  ['…', '~'],
  ['▁', '_'],
  ['▂', '.'],
  ['▃', '-'],
  ['▄', '='],
  ['▅', '+'],
  ['▆', '*'],
  ['▇', '%'],
  ['█', '#'],
]);

/** As many columns wide as the glyph. */
export function asciiGlyph(glyph: string): string {
  if (/^[ -~]*$/.test(glyph)) return glyph;
  return SHAPES.get(glyph) ?? '?'.repeat(stringWidth(glyph));
}

/** Source: locale(7): the first of these that is set says how characters are written. */
export function knowsUnicode(environment: ReadonlyMap<string, string>): boolean {
  const locale = ['LC_ALL', 'LC_CTYPE', 'LANG'].map((name) => environment.get(name)).find(Boolean);
  return /utf-?8/i.test(locale ?? '');
}
