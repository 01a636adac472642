import type { LogRow, LogRows } from './log-rows.ts';

/** Rows are asked for, and given up, by so many. */
const BLOCK = 256;
/** Some 15,000 rows: more than anybody scrolls past without a pause. */
const KEPT = 60;

interface Block {
  readonly rows: (LogRow | undefined)[];
  /** Up to where it has them. */
  end: number;
  isStale: boolean;
}

type Ask = (from: number, count: number) => void;

/** Rows that the server has: the page keeps those that were shown last, and asks for the others. */
export class RemoteRows implements LogRows {
  readonly #ask: Ask;
  /** The last used ones are last. */
  readonly #blocks = new Map<number, Block>();
  readonly #asked = new Set<number>();
  #first = 0;
  #end = 0;

  constructor(ask: Ask) {
    this.#ask = ask;
  }

  get first(): number {
    return this.#first;
  }

  get end(): number {
    return this.#end;
  }

  resize(first: number, end: number): void {
    this.#first = first;
    this.#end = end;
  }

  row(index: number): LogRow | undefined {
    return this.#blocks.get(Math.floor(index / BLOCK))?.rows[index % BLOCK];
  }

  want(from: number, end: number): void {
    const last = Math.min(end, this.#end);
    for (let number = Math.floor(from / BLOCK); number * BLOCK < last; number++) {
      const block = this.#blocks.get(number);
      if (block) this.#use(number, block);
      const start = Math.max(this.#first, number * BLOCK);
      const known = block && !block.isStale ? Math.max(start, block.end) : start;
      const wanted = Math.min(last, (number + 1) * BLOCK);
      if (known >= wanted || this.#asked.has(number)) continue;
      this.#asked.add(number);
      this.#ask(known, (number + 1) * BLOCK - known);
    }
  }

  /** @param from what was asked for */
  take(from: number, rows: readonly LogRow[]): void {
    const number = Math.floor(from / BLOCK);
    this.#asked.delete(number);
    const block = this.#blocks.get(number) ?? { rows: [], end: from, isStale: false };
    for (const [offset, row] of rows.entries()) block.rows[(from % BLOCK) + offset] = row;
    block.end = Math.max(block.isStale ? 0 : block.end, from + rows.length);
    block.isStale = false;
    this.#use(number, block);
    for (const oldest of this.#blocks.keys()) {
      if (this.#blocks.size <= KEPT) break;
      this.#blocks.delete(oldest);
    }
  }

  /** What is known is shown until it has come anew. */
  renew(): void {
    for (const block of this.#blocks.values()) block.isStale = true;
    this.#asked.clear();
  }

  clear(): void {
    this.#blocks.clear();
    this.#asked.clear();
    this.resize(0, 0);
  }

  #use(number: number, block: Block): void {
    this.#blocks.delete(number);
    this.#blocks.set(number, block);
  }
}
