import type { LogLine } from '../../model/event.ts';

/** A line, or the place where lines were left out. */
export type LogItem = LogLine | 'gap';

/**
 * The lines around those that contain `text`, whichever container wrote them: what else happened at that time.
 *
 * @param lines how many before and after each
 */
export class LogContext {
  readonly #text: string;
  readonly #lines: number;
  readonly #before: LogLine[] = [];
  /** How many lines are still to be shown after the last match. */
  #after = 0;
  #dropped = false;
  #hasShown = false;

  constructor(text: string, lines: number) {
    this.#text = text;
    this.#lines = lines;
  }

  /** @returns what can be shown now that this line is known. */
  push(line: LogLine): readonly LogItem[] {
    if (line.text.includes(this.#text)) {
      const gap: readonly LogItem[] = this.#dropped && this.#hasShown ? ['gap'] : [];
      const shown = [...gap, ...this.#before.splice(0), line];
      this.#after = this.#lines;
      this.#dropped = false;
      this.#hasShown = true;
      return shown;
    }
    if (this.#after > 0) {
      this.#after--;
      return [line];
    }
    this.#before.push(line);
    if (this.#before.length > this.#lines) {
      this.#before.shift();
      this.#dropped = true;
    }
    return [];
  }
}
