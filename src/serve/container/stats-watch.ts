import { type PageSample, SAMPLES_MS } from '../../model/page-container.ts';
import type { StatsSample } from '../../model/stats-sample.ts';

type Watcher = (samples: readonly PageSample[]) => void;

interface Watched {
  readonly watchers: Set<Watcher>;
  readonly samples: PageSample[];
  readonly stop: AbortController;
}

/** What containers use: one stream for each that somebody looks at, and what it said in the last 15 minutes. */
export class StatsWatch {
  readonly #follow: (container: string, signal: AbortSignal) => AsyncIterable<StatsSample>;
  readonly #now: () => number;
  readonly #watched = new Map<string, Watched>();

  /** @param now milliseconds since 1970 */
  constructor(
    follow: (container: string, signal: AbortSignal) => AsyncIterable<StatsSample>,
    now: () => number = Date.now,
  ) {
    this.#follow = follow;
    this.#now = now;
  }

  /** How many streams there are. */
  get size(): number {
    return this.#watched.size;
  }

  /** @param watcher gets at once what is known, and then what comes. @returns ends that */
  watch(container: string, watcher: Watcher): () => void {
    const known = this.#watched.get(container);
    const watched = known ?? { watchers: new Set(), samples: [], stop: new AbortController() };
    watched.watchers.add(watcher);
    if (known && known.samples.length > 0) watcher([...known.samples]);
    if (!known) {
      this.#watched.set(container, watched);
      void this.#read(container, watched);
    }
    return () => {
      watched.watchers.delete(watcher);
      if (watched.watchers.size === 0) this.#end(container, watched);
    };
  }

  close(): void {
    for (const [container, watched] of this.#watched) this.#end(container, watched);
  }

  /** Never fails: the state of the page says what has become of the container, or of the engine. */
  async #read(container: string, watched: Watched): Promise<void> {
    try {
      for await (const sample of this.#follow(container, watched.stop.signal)) {
        if (watched.stop.signal.aborted) return;
        this.#take(watched, sample);
      }
    } catch {
      // It ends here as well.
    }
    this.#end(container, watched);
  }

  #take({ samples, watchers }: Watched, sample: StatsSample): void {
    const now = this.#now();
    const next = sampleOf(now, sample);
    samples.push(next);
    while (samples[0] !== undefined && samples[0][0] < now - SAMPLES_MS) samples.shift();
    for (const watcher of watchers) watcher([next]);
  }

  #end(container: string, watched: Watched): void {
    watched.stop.abort();
    if (this.#watched.get(container) === watched) this.#watched.delete(container);
  }
}

const sampleOf = (time: number, sample: StatsSample): PageSample => [
  time,
  Math.round(sample.cpuPercent * 10) / 10,
  sample.memoryBytes,
  sample.receivedBytes,
  sample.sentBytes,
  sample.readBytes,
  sample.writtenBytes,
];
