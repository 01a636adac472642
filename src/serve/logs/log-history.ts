import type { LogSource } from './log-source.ts';
import { LogSpool } from './log-spool.ts';

/** A page draws no more often, and has other things to do. */
const TELL_MS = 100;

/** All that some services wrote, those that were replaced since included, and what they write: read once for all pages. */
export class LogHistory {
  readonly spool = new LogSpool();
  readonly #stop = new AbortController();
  readonly #listeners = new Set<() => void>();
  #isWhole = false;
  #error: string | undefined;
  #timer: NodeJS.Timeout | undefined;

  constructor(source: LogSource, services: readonly string[]) {
    const { signal } = this.#stop;
    const reader = {
      line: (line: Parameters<LogSpool['append']>[0]) => {
        if (signal.aborted) return undefined;
        this.#changed();
        return this.spool.append(line);
      },
      ready: () => {
        this.#isWhole = true;
        this.#tell();
      },
    };
    const end = (error?: unknown): void => {
      if (signal.aborted) return;
      this.#isWhole = true;
      if (error !== undefined) this.#error = source.tellError(error);
      this.#tell();
    };
    source.followLogs({ services }, reader, signal).then(() => end(), end);
  }

  /** All that was written before it was opened is there. */
  get isWhole(): boolean {
    return this.#isWhole;
  }

  /** Why no more comes. */
  get error(): string | undefined {
    return this.#error;
  }

  /** @param listener called soon after a change, and not for each line. @returns ends that */
  onChange(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** Resolves with the next change, or when `signal` is aborted: a log may never change again. */
  nextChange(signal: AbortSignal): Promise<void> {
    return new Promise((resolve) => {
      const stop = (): void => {
        endListening();
        signal.removeEventListener('abort', stop);
        resolve();
      };
      const endListening = this.onChange(stop);
      signal.addEventListener('abort', stop);
    });
  }

  async close(): Promise<void> {
    this.#stop.abort();
    clearTimeout(this.#timer);
    this.#tell();
    this.#listeners.clear();
    await this.spool.close();
  }

  #changed(): void {
    this.#timer ??= setTimeout(() => this.#tell(), TELL_MS);
  }

  #tell(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    for (const listener of [...this.#listeners]) listener();
  }
}
