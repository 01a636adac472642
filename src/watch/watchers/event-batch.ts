import type { FileEvents } from './file-watcher.ts';

/** Gathers what comes in one turn of the event loop, and notices when it is suspiciously much. */
export class EventBatch {
  readonly #events: FileEvents;
  readonly #longestQueue: number;
  readonly #onOverflow: () => void;
  #paths = new Set<string>();
  #count = 0;
  #timer: NodeJS.Immediate | undefined;

  constructor(events: FileEvents, longestQueue: number, onOverflow: () => void) {
    this.#events = events;
    this.#longestQueue = longestQueue;
    this.#onOverflow = onOverflow;
  }

  /** One more of the events that the system keeps for us, whether or not it is of interest. */
  countEvent(): void {
    this.#count++;
    this.#timer ??= setImmediate(() => this.#flush());
  }

  add(path: string): void {
    this.#paths.add(path);
    this.#timer ??= setImmediate(() => this.#flush());
  }

  close(): void {
    clearImmediate(this.#timer);
  }

  #flush(): void {
    const paths = [...this.#paths];
    const overflowed = this.#count >= this.#longestQueue;
    this.#paths = new Set();
    this.#count = 0;
    this.#timer = undefined;
    if (overflowed) this.#onOverflow();
    if (paths.length > 0) this.#events.changed(paths);
    if (overflowed) this.#events.missed();
  }
}
