import type { Facts } from './evaluate-condition.ts';

/** Whether a container accepts connections; it may take long to tell. */
export type AskPorts = (signal: AbortSignal) => Promise<boolean>;

type Answer = 'asking' | 'open' | 'closed' | { readonly error: unknown };

/** Asks a container whether it accepts connections, once in each of its runs. */
export class PortGate {
  readonly #ask: AskPorts;
  readonly #wake: () => void;
  #run: { readonly startedAtMs: number; readonly ends: AbortController } | undefined;
  #answer: Answer = 'asking';

  /** @param wake called when there is an answer */
  constructor(ask: AskPorts, wake: () => void) {
    this.#ask = ask;
    this.#wake = wake;
  }

  get isAsking(): boolean {
    return this.#run !== undefined && this.#answer === 'asking';
  }

  /** Asks if that has not been done since it was started. Error: that of the question. */
  of({ startedAtMs }: Pick<Facts, 'startedAtMs'>): 'asking' | 'open' | 'closed' {
    if (this.#run?.startedAtMs !== startedAtMs) this.#begin(startedAtMs);
    if (typeof this.#answer === 'object') throw this.#answer.error;
    return this.#answer;
  }

  close(): void {
    this.#run?.ends.abort();
  }

  #begin(startedAtMs: number): void {
    this.close();
    const ends = new AbortController();
    this.#run = { startedAtMs, ends };
    this.#answer = 'asking';
    const take = (answer: Answer): void => {
      if (ends.signal.aborted) return;
      this.#answer = answer;
      this.#wake();
    };
    this.#ask(ends.signal).then(
      (isOpen) => take(isOpen ? 'open' : 'closed'),
      (error: unknown) => take({ error }),
    );
  }
}
