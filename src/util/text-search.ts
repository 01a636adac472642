/** Where a text has one of many: the end is excluded. */
export interface Match {
  readonly start: number;
  readonly word: string;
}

/** Finds many words in a text in one walk, however many there are. */
export class TextSearch {
  /** By how many of their first letters are looked up, then by these: words that begin alike are told apart by more of them. */
  readonly #byStart = new Map<number, Map<string, string[]>>();
  /** Most texts have none of them, which an expression tells sooner. */
  readonly #any: RegExp;

  /** @param words of at least four letters */
  constructor(words: Iterable<string>) {
    const all = new Set(words);
    this.#any = new RegExp([...all].map((word) => escaped(word.slice(0, FIRST))).join('|') || '$^');
    for (const word of all) {
      const length = STARTS.find((start) => start <= word.length) ?? word.length;
      const starts = this.#byStart.get(length) ?? new Map<string, string[]>();
      this.#byStart.set(length, starts);
      const start = word.slice(0, length);
      const known = starts.get(start);
      if (known) known.push(word);
      else starts.set(start, [word]);
    }
  }

  /** All of them, also where one is part of another. */
  *in(text: string): Iterable<Match> {
    if (this.#byStart.size === 0 || !this.#any.test(text)) return;
    for (let start = 0; start < text.length; start++)
      for (const [length, starts] of this.#byStart)
        for (const word of starts.get(text.slice(start, start + length)) ?? [])
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

const STARTS = [32, 16, 8, 4];
/** How much of a word the expression has: words may be long. */
const FIRST = 8;

const escaped = (text: string): string => text.replaceAll(/[\\^$.*+?()[\]{}|]/g, '\\$&');
