import type { Range } from './literal-ranges.ts';

export interface Value {
  /** As a text may have it. */
  readonly form: string;
  /** Where it is written; absent: nowhere. */
  readonly range?: Range;
}

/** The values that a text may have in it, since it has their start. */
export type ValueIndex = (text: string) => readonly Value[];

/** As many letters as a value must at least show to be found. */
const START = 4;

/** There may be thousands of values and thousands of texts, so a text is not held against each value. */
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

/** Of four letters, and shorter ones, because there are values as short as that. */
function startsIn(text: string): ReadonlySet<string> {
  const starts = new Set<string>();
  for (let at = 0; at < text.length; at++)
    for (let length = 1; length <= START; length++) starts.add(text.slice(at, at + length));
  return starts;
}
