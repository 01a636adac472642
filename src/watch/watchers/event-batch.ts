import type { FileEvents } from './file-watcher.ts';

/** Collects the events of one turn of the event loop, and notices an overflow: as many as the system keeps. */
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

  /** Counts an event of the system's queue, whether or not a rule matches its path. */
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
