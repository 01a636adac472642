import { plainText } from './page-ansi.ts';
import type { PageLogLine } from './page-log.ts';

/** So many lines are kept in the page; the first go when there are some more. */
const KEPT = 20_000;
const SLACK = 2_000;

/** How lines are looked for. */
export interface LogQuery {
  readonly text: string;
  readonly isExpression: boolean;
  /** Lines that do not match are left out. */
  readonly onlyHits: boolean;
}

/** @returns undefined: all match, as nothing is looked for; an error for an expression that is none */
export function matcherOf({ text, isExpression }: LogQuery): ((line: string) => boolean) | undefined | Error {
  if (text === '') return undefined;
  if (!isExpression) {
    const wanted = text.toLowerCase();
    return (line) => line.toLowerCase().includes(wanted);
  }
  try {
    const expression = new RegExp(text, 'iu');
    return (line) => expression.test(line);
  } catch (error) {
    return error instanceof Error ? error : new Error(String(error));
  }
}

/** The lines that a page has of a log, and which of them match. */
export class LogBuffer {
  #lines: PageLogLine[] = [];
  /** How many went. */
  #dropped = 0;
  #hits: number[] = [];
  #matches: ((line: string) => boolean) | undefined;

  get length(): number {
    return this.#lines.length;
  }

  /** The number of lines that are not kept any more. */
  get dropped(): number {
    return this.#dropped;
  }

  /** By position, in order. Empty while nothing is looked for. */
  get hits(): readonly number[] {
    return this.#hits;
  }

  get isSearching(): boolean {
    return this.#matches !== undefined;
  }

  line(position: number): PageLogLine | undefined {
    return this.#lines[position];
  }

  add(lines: readonly PageLogLine[]): void {
    for (const line of lines) {
      if (this.#matches?.(textOf(line))) this.#hits.push(this.#lines.length);
      this.#lines.push(line);
    }
    if (this.#lines.length > KEPT + SLACK) this.#drop(this.#lines.length - KEPT);
  }

  clear(): void {
    this.#lines = [];
    this.#hits = [];
    this.#dropped = 0;
  }

  search(matches: ((line: string) => boolean) | undefined): void {
    this.#matches = matches;
    this.#hits = [];
    if (!matches) return;
    for (const [position, line] of this.#lines.entries())
      if (matches(textOf(line))) this.#hits.push(position);
  }

  #drop(count: number): void {
    this.#lines = this.#lines.slice(count);
    this.#dropped += count;
    this.#hits = this.#hits.flatMap((position) => (position < count ? [] : [position - count]));
  }
}

const textOf = ([label, , , text]: PageLogLine): string => `${label} ${plainText(text)}`;
