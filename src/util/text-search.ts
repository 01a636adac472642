/** Where a text has one of many: the end is excluded. */
export interface Match {
  readonly start: number;
  readonly word: string;
}

/** Finds many words in a text in one walk, however many there are. */
export class TextSearch {
  /** By their first letters; the longest first. */
  readonly #byStart = new Map<string, string[]>();

  /** @param words of at least four letters */
  constructor(words: Iterable<string>) {
    for (const word of new Set(words)) {
      const start = word.slice(0, START);
      const known = this.#byStart.get(start);
      if (known) known.push(word);
      else this.#byStart.set(start, [word]);
    }
    for (const known of this.#byStart.values()) known.sort((a, b) => b.length - a.length);
  }

  /** All of them, also where one is part of another. */
  *in(text: string): Iterable<Match> {
    if (this.#byStart.size === 0) return;
    for (let start = 0; start + START <= text.length; start++)
      for (const word of this.#byStart.get(text.slice(start, start + START)) ?? [])
        if (text.startsWith(word, start)) yield { start, word };
  }

  /** The text with each place of a word replaced; places that overlap are one. */
  replace(text: string, by: (found: string) => string): string {
    let shown = '';
    let last = 0;
    for (const [start, end] of this.#ranges(text)) {
      shown += text.slice(last, start) + by(text.slice(start, end));
      last = end;
    }
    return shown + text.slice(last);
  }

  #ranges(text: string): readonly (readonly [start: number, end: number])[] {
    const ranges: [start: number, end: number][] = [];
    for (const { start, word } of this.in(text)) {
      const before = ranges.at(-1);
      const end = start + word.length;
      if (before && start < before[1]) before[1] = Math.max(before[1], end);
      else ranges.push([start, end]);
    }
    return ranges;
  }
}

const START = 4;
