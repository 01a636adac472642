import type { LogLine } from '../../model/event.ts';

/**
 * Sorts the lines of several live streams by time: each line is held back for a moment, in which an earlier line of another container
 * may still arrive.
 */
export class ReorderWindow {
  readonly #windowMs: number;
  readonly #print: (line: LogLine) => void;
  readonly #held: { readonly line: LogLine; readonly key: string; readonly order: number }[] = [];
  #order = 0;
  #timer: NodeJS.Timeout | undefined;

  constructor(windowMs: number, print: (line: LogLine) => void) {
    this.#windowMs = windowMs;
    this.#print = print;
  }

  push(line: LogLine): void {
    // The engine omits zeros at the end of a fraction: with its `Z`, `.5Z` would sort behind `.51Z`.
    this.#held.push({ line, key: line.time.replace(/Z$/, ''), order: this.#order++ });
    this.#timer ??= setTimeout(() => this.flush(), this.#windowMs);
  }

  /** Prints all lines that are held back. */
  flush(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    const lines = this.#held.splice(0);
    lines.sort((a, b) => (a.key === b.key ? a.order - b.order : a.key < b.key ? -1 : 1));
    for (const { line } of lines) this.#print(line);
  }
}
