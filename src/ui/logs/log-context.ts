import type { LogLine } from '../../model/event.ts';

/** A line, or a mark for omitted lines. */
export type LogItem = LogLine | 'gap';

/**
 * The lines around those that contain `text`, of any container: the events around a match.
 *
 * @param lines how many before and after each
 */
export class LogContext {
  readonly #text: string;
  readonly #lines: number;
  readonly #before: LogLine[] = [];
  /** The number of lines still to show after the last match. */
  #after = 0;
  #dropped = false;
  #hasShown = false;

  constructor(text: string, lines: number) {
    this.#text = text;
    this.#lines = lines;
  }

  /** @returns the lines that can be shown after this line. */
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
