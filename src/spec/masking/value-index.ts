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
  /** By the length of the start: one that is shorter is all of its value. */
  const byLength = new Map<number, Map<string, Value[]>>();
  for (const { form, ...rest } of values) {
    for (const spelled of new Set([form, JSON.stringify(form).slice(1, -1)])) {
      const start = spelled.slice(0, START);
      const byStart = byLength.get(start.length) ?? new Map<string, Value[]>();
      byLength.set(start.length, byStart);
      const known = byStart.get(start);
      if (known) known.push({ form: spelled, ...rest });
      else byStart.set(start, [{ form: spelled, ...rest }]);
    }
  }
  return (text) => {
    const found = new Set<readonly Value[]>();
    for (const [length, byStart] of byLength)
      for (let at = 0; at + length <= text.length; at++) {
        const held = byStart.get(text.slice(at, at + length));
        if (held) found.add(held);
      }
    return [...found].flat();
  };
}
