import type { PageLogLine } from '../../model/page-log.ts';
import type { PageMessage } from '../../model/page-messages.ts';
import type { LogSource } from './log-source.ts';

export interface LogTailOptions {
  readonly channel: number;
  /** Empty: all. */
  readonly services: readonly string[];
  /** Of each container, how many lines of what it wrote before. */
  readonly tail: number;
  readonly source: LogSource;
  /** @returns a promise when no more should be sent before it resolves */
  readonly add: (message: PageMessage, characters?: number) => Promise<void> | undefined;
  readonly addLine: (channel: number, line: PageLogLine) => Promise<void> | undefined;
}

/**
 * The last lines of a log and those that come, for one page. What was written before waits for a page that is slow; what comes then is left
 * out where there is no room for it, and the page is told how much.
 */
export class LogTail {
  readonly #options: LogTailOptions;
  readonly #stop = new AbortController();
  #isLive = false;
  #full: Promise<void> | undefined;
  #skipped = 0;

  constructor(options: LogTailOptions) {
    this.#options = options;
    const { source, channel, services, tail, add } = options;
    const { signal } = this.#stop;
    const reader = {
      line: (line: PageLogLine) => (signal.aborted ? undefined : this.#line(line)),
      ready: () => {
        this.#isLive = true;
        add({ type: 'log-ready', channel });
      },
    };
    const end = (error?: unknown): void => {
      if (signal.aborted) return;
      add({ type: 'log-ended', channel, ...(error !== undefined && { error: source.tellError(error) }) });
    };
    source.followLogs({ services, tail }, reader, signal).then(() => end(), end);
  }

  close(): void {
    this.#stop.abort();
  }

  #line(line: PageLogLine): Promise<void> | undefined {
    if (this.#full && this.#isLive) {
      this.#skipped++;
      return undefined;
    }
    const full = this.#options.addLine(this.#options.channel, line);
    if (full) this.#full ??= full.then(() => this.#goOn());
    return this.#isLive ? undefined : this.#full;
  }

  #goOn(): void {
    this.#full = undefined;
    const lines = this.#skipped;
    this.#skipped = 0;
    const { add, channel } = this.#options;
    if (lines > 0 && !this.#stop.signal.aborted) add({ type: 'log-skipped', channel, lines });
  }
}
