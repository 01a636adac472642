import { LogHistory } from './log-history.ts';
import type { LogSource } from './log-source.ts';

/** What all logs together may take of the disk. */
const MOST_BYTES = 2 * 1024 ** 3;
/** A page that is loaded again finds its log as it was. */
const KEPT_MS = 60_000;

interface Kept {
  readonly history: LogHistory;
  readonly endTrim: () => void;
  users: number;
  timer: NodeJS.Timeout | undefined;
}

export interface HistoryUse {
  readonly history: LogHistory;
  /** It is not needed any more. */
  release(): void;
}

/** The whole logs that pages look at: one for each choice of services, and none once nobody has looked for a minute. */
export class LogHistories {
  readonly #source: LogSource;
  readonly #mostBytes: number;
  readonly #kept = new Map<string, Kept>();

  constructor(source: LogSource, mostBytes = MOST_BYTES) {
    this.#source = source;
    this.#mostBytes = mostBytes;
  }

  /** @param services empty: all */
  use(services: readonly string[]): HistoryUse {
    const key = JSON.stringify([...services].sort());
    const kept = this.#kept.get(key) ?? this.#open(key, services);
    kept.users++;
    clearTimeout(kept.timer);
    let isReleased = false;
    return {
      history: kept.history,
      release: () => {
        if (isReleased) return;
        isReleased = true;
        kept.users--;
        if (kept.users > 0) return;
        kept.timer = setTimeout(() => this.#close(key, kept).catch(() => {}), KEPT_MS);
        kept.timer.unref();
      },
    };
  }

  async close(): Promise<void> {
    await Promise.all([...this.#kept].map(([key, kept]) => this.#close(key, kept)));
  }

  #open(key: string, services: readonly string[]): Kept {
    const history = new LogHistory(this.#source, services);
    const endTrim = history.onChange(() => this.#trim());
    const kept: Kept = { history, endTrim, users: 0, timer: undefined };
    this.#kept.set(key, kept);
    return kept;
  }

  async #close(key: string, { history, endTrim, timer }: Kept): Promise<void> {
    this.#kept.delete(key);
    clearTimeout(timer);
    endTrim();
    await history.close();
  }

  /** The oldest lines of the longest log go first. */
  #trim(): void {
    const spools = [...this.#kept.values()].map(({ history }) => history.spool);
    while (spools.reduce((sum, { size }) => sum + size, 0) > this.#mostBytes) {
      const largest = spools.toSorted((a, b) => b.size - a.size)[0];
      if (!largest?.dropOldest()) return;
    }
  }
}
