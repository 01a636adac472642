/** A piece of a line in one style. */
export interface AnsiSpan {
  readonly text: string;
  /** 0 to 15, the colours of the theme. */
  readonly colour?: number;
  /** `#rrggbb`, where the text asked for another one. */
  readonly rgb?: string;
  readonly bold?: true;
  readonly dim?: true;
}

const ESC = '\u001b';
const BEL = '\u0007';
/** A style (SGR), with its codes; or another escape sequence, which nobody here obeys: CSI, a string (OSC …) with its end, and the rest. */
const ESCAPE = new RegExp(
  [
    String.raw`${ESC}\[([\d;:]*)m`,
    String.raw`${ESC}\[[\d;:?<=>!]*[ -/]*[@-~]`,
    String.raw`${ESC}[\]PX^_][^${BEL}${ESC}]*(?:${BEL}|${ESC}\\)?`,
    `${ESC}.?`,
  ].join('|'),
  'gu',
);
/** Controls, and what changes the direction of text: shown, so that nothing pretends to be something else. */
const HIDDEN = /[\p{Cc}\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/gu;

type Style = Omit<AnsiSpan, 'text'>;

/** A line of a container as pieces of text: data, whatever is in it. */
export function ansiSpans(line: string): readonly AnsiSpan[] {
  if (!line.includes(ESC)) return [{ text: shown(line) }];
  const spans: AnsiSpan[] = [];
  let style: Style = {};
  let end = 0;
  const add = (text: string): void => {
    if (text !== '') spans.push({ text: shown(text), ...style });
  };
  for (const found of line.matchAll(ESCAPE)) {
    add(line.slice(end, found.index));
    end = found.index + found[0].length;
    if (found[1] !== undefined) style = styleAfter(style, found[1]);
  }
  add(line.slice(end));
  return spans;
}

/** The text alone, to search in and to copy. */
export const plainText = (line: string): string => (line.includes(ESC) ? line.replaceAll(ESCAPE, '') : line);

const shown = (text: string): string =>
  text.replaceAll(HIDDEN, (character) => (character === '\t' ? '    ' : symbolOf(character)));

function symbolOf(character: string): string {
  const code = character.codePointAt(0) ?? 0;
  return code < 0x20 ? String.fromCodePoint(0x2400 + code) : '\ufffd';
}

function styleAfter(before: Style, codes: string): Style {
  let style = before;
  const numbers = codes.split(/[;:]/).map(Number);
  for (let at = 0; at < numbers.length; at++) {
    const code = numbers[at] ?? 0;
    if (code === 38 || code === 48) {
      const { length, ...colour } = extendedColour(numbers.slice(at + 1));
      at += length;
      if (code === 38) style = { ...withoutColour(style), ...colour };
    } else style = simpleStyle(style, code);
  }
  return style;
}

function simpleStyle(style: Style, code: number): Style {
  if (code === 0) return {};
  if (code === 1) return { ...style, bold: true };
  if (code === 2) return { ...style, dim: true };
  if (code === 22) return withoutWeight(style);
  if (code === 39) return withoutColour(style);
  if (code >= 30 && code <= 37) return { ...withoutColour(style), colour: code - 30 };
  if (code >= 90 && code <= 97) return { ...withoutColour(style), colour: code - 82 };
  return style;
}

const withoutColour = ({ colour: _, rgb: __, ...style }: Style): Style => style;
const withoutWeight = ({ bold: _, dim: __, ...style }: Style): Style => style;

/** Behind 38: `5;N` or `2;R;G;B`. */
function extendedColour(numbers: readonly number[]): Style & { readonly length: number } {
  const [kind, first = 0, green = 0, blue = 0] = numbers;
  if (kind === 2) return { length: 4, rgb: hex(first, green, blue) };
  if (kind !== 5) return { length: 0 };
  if (first < 16) return { length: 2, colour: first };
  if (first >= 232) return { length: 2, rgb: hex(...grey(8 + (first - 232) * 10)) };
  const cube = first - 16;
  const level = (part: number): number => (part === 0 ? 0 : 55 + part * 40);
  return {
    length: 2,
    rgb: hex(level(Math.floor(cube / 36)), level(Math.floor(cube / 6) % 6), level(cube % 6)),
  };
}

const grey = (level: number): readonly [number, number, number] => [level, level, level];

const hex = (...parts: readonly number[]): string =>
  `#${parts
    .map((part) =>
      Math.min(255, Math.max(0, Math.trunc(part) || 0))
        .toString(16)
        .padStart(2, '0'),
    )
    .join('')}`;
