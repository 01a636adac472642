import { setImmediate } from 'node:timers/promises';
import type { LineMatcher } from './log-query.ts';
import type { LogSpool } from './log-spool.ts';

/** How long it may keep the server from anything else. */
const SLICE_MS = 8;
/** So many hits can be shown; all are counted. */
const MOST_LISTED = 1_000_000;

export interface LogSearchOptions {
  readonly spool: LogSpool;
  readonly matches: LineMatcher;
  /** The number of the line where it begins. */
  readonly from: number;
  /** Called after each slice in which lines were looked at. */
  readonly onProgress: () => void;
  /** Resolves when there are more lines than before, or never will be. */
  readonly moreLines: () => Promise<void>;
}

/** Which lines of a log match, those that come later included, until `signal` is aborted. */
export class LogSearch {
  readonly #options: LogSearchOptions;
  readonly #hits: number[] = [];
  #count = 0;
  #next: number;

  constructor(options: LogSearchOptions) {
    this.#options = options;
    this.#next = options.from;
  }

  /** The numbers of the lines, in order. */
  get hits(): readonly number[] {
    return this.#hits;
  }

  get count(): number {
    return this.#count;
  }

  /** The number of the next line that is looked at. */
  get next(): number {
    return this.#next;
  }

  /** Error: that of the system, when the log cannot be read. */
  async run(signal: AbortSignal): Promise<void> {
    const { spool, onProgress, moreLines } = this.#options;
    let began = performance.now();
    while (!signal.aborted) {
      this.#next = Math.max(this.#next, spool.first);
      const block = await spool.block(this.#next);
      if (signal.aborted) return;
      if (block) for (const line of block.lines.slice(this.#next - block.first)) this.#look(line);
      const isLate = performance.now() - began > SLICE_MS;
      if (!block || isLate) onProgress();
      if (!block) await moreLines();
      else if (isLate) await setImmediate();
      else continue;
      began = performance.now();
    }
  }

  /** Those between two numbers of lines. */
  between(from: number, end: number): readonly number[] {
    return this.#hits.slice(indexOf(this.#hits, from), indexOf(this.#hits, end));
  }

  #look(line: Parameters<LineMatcher>[0]): void {
    if (this.#options.matches(line)) {
      this.#count++;
      if (this.#hits.length < MOST_LISTED) this.#hits.push(this.#next);
    }
    this.#next++;
  }
}

/** Where in an ordered list the first one is that is not smaller. */
function indexOf(numbers: readonly number[], wanted: number): number {
  let low = 0;
  let high = numbers.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((numbers[middle] ?? 0) < wanted) low = middle + 1;
    else high = middle;
  }
  return low;
}
