import type { LogLine } from '../../model/event.ts';

/** How many characters are held back of all containers together; each has an equal part of it, but never less than the second. */
const MOST_HELD = 2 ** 20;
const LEAST_PART = 2 ** 16;
/** What a line without text counts as: an empty one takes memory, too. */
const LINE_SIZE = 100;

interface HeldLine {
  readonly line: LogLine;
  readonly key: string;
  readonly order: number;
}

/**
 * Sorts the lines of several live streams by time: each line is held back for a moment, in which an earlier line of another container
 * may still arrive.
 *
 * It holds a bounded amount, whatever the containers write and however slow the reader is. All that is held is printed in one
 * round, and what comes meanwhile is for the next, so a loud container delays the others by its part and no more.
 */
export class ReorderWindow {
  readonly #windowMs: number;
  readonly #print: (line: LogLine) => Promise<void> | undefined;
  #held: HeldLine[] = [];
  /** How much is held of each container. Those seen once stay in it. */
  readonly #sizes = new Map<string, number>();
  #order = 0;
  #timer: NodeJS.Timeout | undefined;
  #round: Promise<void> | undefined;
  #nextRound: Promise<void> | undefined;
  #dropped = false;

  /** @param print returns a promise when the reader has enough for now. */
  constructor(windowMs: number, print: (line: LogLine) => Promise<void> | undefined) {
    this.#windowMs = windowMs;
    this.#print = print;
  }

  /** @returns a promise when no more of this container may come for now: whoever reads it waits for it. */
  push(line: LogLine): Promise<void> | undefined {
    if (this.#dropped) return undefined;
    // The engine omits zeros at the end of a fraction: with its `Z`, `.5Z` would sort behind `.51Z`.
    this.#held.push({ line, key: line.time.replace(/Z$/, ''), order: this.#order++ });
    const size = (this.#sizes.get(line.container) ?? 0) + line.text.length + LINE_SIZE;
    this.#sizes.set(line.container, size);
    if (size < Math.max(LEAST_PART, MOST_HELD / this.#sizes.size)) {
      this.#timer ??= setTimeout(() => void this.flush(), this.#windowMs);
      return undefined;
    }
    const inTheWay = this.#round;
    void this.flush();
    return inTheWay;
  }

  /** Prints all lines that are held back. @returns a promise when the reader does not take them at once. */
  flush(): Promise<void> | undefined {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    if (!this.#round) return this.#beginRound();
    this.#nextRound ??= this.#round.then(() => {
      this.#nextRound = undefined;
      return this.#beginRound();
    });
    return this.#nextRound;
  }

  /** Prints nothing more: the user does not want to read on. */
  drop(): void {
    this.#dropped = true;
    clearTimeout(this.#timer);
    this.#held = [];
  }

  #beginRound(): Promise<void> | undefined {
    const lines = this.#held;
    this.#held = [];
    for (const container of this.#sizes.keys()) this.#sizes.set(container, 0);
    lines.sort((a, b) => (a.key === b.key ? a.order - b.order : a.key < b.key ? -1 : 1));
    const full = this.#printFrom(lines, 0);
    if (!full) return undefined;
    this.#round = full.finally(() => {
      this.#round = undefined;
    });
    return this.#round;
  }

  /** As far as the reader takes it, and the rest whenever it takes more. */
  #printFrom(lines: readonly HeldLine[], from: number): Promise<void> | undefined {
    for (let index = from; index < lines.length && !this.#dropped; index++) {
      const held = lines[index];
      const full = held && this.#print(held.line);
      if (full) return full.then(() => this.#printFrom(lines, index + 1));
    }
    return undefined;
  }
}
