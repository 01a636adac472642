import type { Range } from './literal-ranges.ts';

export interface Value {
  /** The form of the value in a text. */
  readonly form: string;
  /** Its place in a file. Absent: no file has it. */
  readonly range?: Range;
}

/** The values that a text may contain, because it contains their start. */
export type ValueIndex = (text: string) => readonly Value[];

/** The least length of a value's start that can be found. */
const START = 4;

/** An index, because there may be thousands of values and thousands of texts. */
export function indexValues(values: Iterable<Value>): ValueIndex {
  const byStart = new Map<string, Value[]>();
  for (const { form, ...rest } of values) {
    for (const spelled of new Set([form, JSON.stringify(form).slice(1, -1)])) {
      const start = spelled.slice(0, START);
      const known = byStart.get(start);
      if (known) known.push({ form: spelled, ...rest });
      else byStart.set(start, [{ form: spelled, ...rest }]);
    }
  }
  return (text) => [...startsIn(text)].flatMap((start) => byStart.get(start) ?? []);
}

/** Starts of four letters, and shorter ones for shorter values. */
function startsIn(text: string): ReadonlySet<string> {
  const starts = new Set<string>();
  for (let at = 0; at < text.length; at++)
    for (let length = 1; length <= START; length++) starts.add(text.slice(at, at + length));
  return starts;
}
