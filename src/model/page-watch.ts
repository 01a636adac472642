/** What a batch of saved files leads to, as the rules of `develop.watch` name it; `plan`: the Compose file itself was saved. */
export type WatchWork = 'plan' | 'rebuild' | 'sync' | 'restart' | 'exec';

/** A project whose files are watched: by `gantry watch`, `dev` or `up --watch` in a terminal, or from a page. */
export interface PageWatch {
  /** Who watches in a terminal. Absent: it was started from a page. */
  readonly by?: string;
  /** Milliseconds since 1970. */
  readonly startedAt: number;
  /** Absent: it goes on. */
  readonly endedAt?: number;
  /** Whoever watched is gone without a word. */
  readonly isLost?: true;
  /** By number: the last ones. */
  readonly entries: Readonly<Record<string, PageWatchEntry>>;
}

/** One work that files led to, or something that was said between two. */
export interface PageWatchEntry {
  readonly id: number;
  readonly kind: WatchWork | 'notice' | 'warning';
  /** `cancelled`: the watch ended before the work did. */
  readonly status: 'running' | 'done' | 'failed' | 'cancelled';
  /** Milliseconds since 1970. */
  readonly at: number;
  readonly tookMs?: number;
  readonly services: readonly string[];
  /** `web-1: copied /app/a.js in 12 ms`, `Container shop-web-1 Started` */
  readonly says: readonly string[];
  readonly warnings: readonly string[];
  /** Those that were copied or removed: the first ones. */
  readonly files: readonly string[];
  /** So many more were. */
  readonly moreFiles: number;
  /** What a builder or a command wrote: the last lines. */
  readonly output: readonly string[];
  /** By service, in words of one line or more. */
  readonly failures: Readonly<Record<string, string>>;
}

export const isWatching = (watch: PageWatch | undefined): boolean =>
  watch !== undefined && watch.endedAt === undefined;

/** Services whose last work failed: what runs of them is not what the files say. */
export function failingServices(watch: PageWatch | undefined): readonly string[] {
  const last = new Map<string, boolean>();
  for (const { services, status, failures } of Object.values(watch?.entries ?? {}))
    if (status === 'done' || status === 'failed')
      for (const service of services) last.set(service, Object.hasOwn(failures, service));
  return [...last].filter(([, hasFailed]) => hasFailed).map(([service]) => service);
}
