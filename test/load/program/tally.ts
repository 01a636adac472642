/** How a request or a session may fail, as its client sees it. */
export type FailureKind =
  | 'refused'
  | 'reset'
  | 'timeout'
  | 'unresolved'
  | 'unreachable'
  | 'wrong answer'
  | 'other';

/** A failure with its kind, where the error of Node does not say it. */
export class Failure extends Error {
  readonly kind: FailureKind;

  constructor(kind: FailureKind, message: string) {
    super(message);
    this.kind = kind;
  }
}

const KINDS: Readonly<Record<string, FailureKind>> = {
  ECONNREFUSED: 'refused',
  ECONNRESET: 'reset',
  EPIPE: 'reset',
  ECONNABORTED: 'reset',
  ETIMEDOUT: 'timeout',
  ENOTFOUND: 'unresolved',
  ENODATA: 'unresolved',
  ESERVFAIL: 'unresolved',
  EREFUSED: 'unresolved',
  ETIMEOUT: 'unresolved',
  EHOSTUNREACH: 'unreachable',
  ENETUNREACH: 'unreachable',
};

function kindOf(error: unknown): FailureKind {
  if (error instanceof Failure) return error.kind;
  const code: unknown = error instanceof Error ? Reflect.get(error, 'code') : undefined;
  return (typeof code === 'string' ? KINDS[code] : undefined) ?? 'other';
}

export interface Failed {
  /** When it failed, and when it was sent, on the clock of the machine. */
  readonly atMs: number;
  readonly sentAtMs: number;
  readonly kind: FailureKind;
  readonly text: string;
}

/** What answered, by the version that it told. */
interface Seen {
  readonly count: number;
  readonly firstAtMs: number;
  readonly lastAtMs: number;
}

/** What a load has come to. */
export interface Tally {
  readonly sent: number;
  readonly answered: number;
  readonly failed: Readonly<Partial<Record<FailureKind, number>>>;
  readonly slowestMs: number;
  /** The longest time in which no answer came, though something was sent. */
  readonly longestSilenceMs: number;
  readonly versions: Readonly<Record<string, Seen>>;
  readonly firstFailures: readonly Failed[];
}

/** Told one by one; the rest is only counted. */
const TOLD = 40;

export class Counter {
  readonly #versions = new Map<string, Seen>();
  readonly #failed = new Map<FailureKind, number>();
  readonly #failures: Failed[] = [];
  #sent = 0;
  #answered = 0;
  #slowestMs = 0;
  #silenceMs = 0;
  #lastAnswerMs = 0;

  /** Sends one, and counts how it ends. Never rejects. */
  async count(attempt: () => Promise<string>): Promise<void> {
    const sentAtMs = Date.now();
    this.#sent++;
    try {
      this.#answer(await attempt(), Date.now());
    } catch (error) {
      const kind = kindOf(error);
      const text = error instanceof Error ? error.message : String(error);
      this.#failed.set(kind, (this.#failed.get(kind) ?? 0) + 1);
      if (this.#failures.length < TOLD) this.#failures.push({ atMs: Date.now(), sentAtMs, kind, text });
    }
    this.#slowestMs = Math.max(this.#slowestMs, Date.now() - sentAtMs);
  }

  #answer(version: string, now: number): void {
    this.#answered++;
    const { count = 0, firstAtMs = now } = this.#versions.get(version) ?? {};
    this.#versions.set(version, { count: count + 1, firstAtMs, lastAtMs: now });
    if (this.#lastAnswerMs > 0) this.#silenceMs = Math.max(this.#silenceMs, now - this.#lastAnswerMs);
    this.#lastAnswerMs = now;
  }

  tally(): Tally {
    return {
      sent: this.#sent,
      answered: this.#answered,
      failed: Object.fromEntries(this.#failed),
      slowestMs: this.#slowestMs,
      longestSilenceMs: this.#silenceMs,
      versions: Object.fromEntries(this.#versions),
      firstFailures: this.#failures,
    };
  }
}
