import type { LogLine } from '../../model/event.ts';
import type { ContainerId } from '../../model/ids.ts';
import type { PageLogLine } from '../../model/page-log.ts';

interface LogMarksOptions {
  readonly give: (line: PageLogLine) => Promise<void> | undefined;
  /** Why a container of this label was replaced. */
  readonly causeOf: (label: string) => string | undefined;
}

/** Rows of ours between the lines of a log: what has failed where it failed, and where one container took the place of another. */
export class LogMarks {
  readonly #options: LogMarksOptions;
  /** By label: whose line was the last one. */
  readonly #last = new Map<string, ContainerId>();
  /** Of before the first line that comes live, by time. */
  #waiting: PageLogLine[] = [];
  #isLive = false;

  constructor(options: LogMarksOptions) {
    this.#options = options;
  }

  /** A row at its place in the history; at once, when that is over. */
  add(row: PageLogLine): void {
    if (this.#isLive) this.#options.give(row);
    else this.#waiting = [...this.#waiting, row].sort((a, b) => (a[1] < b[1] ? -1 : 1));
  }

  /** Gives what comes before this line. */
  before({ container, label, time }: LogLine): void {
    while (this.#waiting[0] && this.#waiting[0][1] < time) this.#giveFirst();
    const last = this.#last.get(label);
    if (last === container) return;
    this.#last.set(label, container);
    if (last === undefined) return;
    const cause = this.#options.causeOf(label);
    const text = `replaced by another container, ${container.slice(0, 12)}${cause === undefined ? '' : `: ${cause}`}`;
    this.#options.give([label, time, 'end', text]);
  }

  /** What was written before is complete. */
  goLive(): void {
    while (this.#waiting.length > 0) this.#giveFirst();
    this.#isLive = true;
  }

  #giveFirst(): void {
    const row = this.#waiting.shift();
    if (row) this.#options.give(row);
  }
}
