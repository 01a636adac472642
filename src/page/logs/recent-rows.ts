import type { PageLogLine } from '../../model/page-log.ts';
import type { LogRow, LogRows } from './log-rows.ts';

/** So many lines are kept in the page; the first go when there are some more. */
const KEPT = 20_000;
const SLACK = 2_000;

/** The last lines of a log as they come, while nobody has asked for others. */
export class RecentRows implements LogRows {
  #lines: PageLogLine[] = [];
  #first = 0;

  get first(): number {
    return this.#first;
  }

  get end(): number {
    return this.#first + this.#lines.length;
  }

  row(index: number): LogRow | undefined {
    const line = this.#lines[index - this.#first];
    return line && { number: index, line, isHit: false };
  }

  want(): void {
    // All that there are have come.
  }

  add(lines: readonly PageLogLine[]): void {
    for (const line of lines) this.#lines.push(line);
    if (this.#lines.length <= KEPT + SLACK) return;
    this.#first += this.#lines.length - KEPT;
    this.#lines = this.#lines.slice(-KEPT);
  }

  clear(): void {
    this.#lines = [];
    this.#first = 0;
  }
}
