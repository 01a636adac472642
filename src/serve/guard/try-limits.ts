/** So many wrong passwords at once, and another one whenever so much time has gone by. */
interface Allowance {
  readonly atOnce: number;
  readonly eachMs: number;
}

const OF_ADDRESS: Allowance = { atOnce: 5, eachMs: 30_000 };
const IN_ALL: Allowance = { atOnce: 20, eachMs: 5000 };

/**
 * How often a password may be wrong: at most 2900 times a day from one address, and 17,300 times from all of them. Whoever waits is told
 * how long. What is kept is bounded: an address is forgotten when all its tries have come back.
 */
export class TryLimits {
  readonly #now: () => number;
  readonly #addresses = new Map<string, Tries>();
  readonly #all: Tries;

  /** @param now milliseconds since any moment */
  constructor(now: () => number) {
    this.#now = now;
    this.#all = new Tries(IN_ALL, now());
  }

  /** Counts a try at once, so that those at the same time count too. @returns how long to wait, in milliseconds; 0: it may be made */
  begin(address: string): number {
    const now = this.#now();
    for (const [other, tries] of this.#addresses) if (tries.isWhole(now)) this.#addresses.delete(other);
    const own = this.#addresses.get(address) ?? new Tries(OF_ADDRESS, now);
    const wait = Math.max(own.waitMs(now), this.#all.waitMs(now));
    if (wait > 0) return wait;
    this.#addresses.set(address, own);
    own.take();
    this.#all.take();
    return 0;
  }

  /** It was the right one, and does not count. */
  giveBack(address: string): void {
    this.#addresses.get(address)?.giveBack();
    this.#all.giveBack();
  }
}

class Tries {
  readonly #allowance: Allowance;
  #left: number;
  #at: number;

  constructor(allowance: Allowance, now: number) {
    this.#allowance = allowance;
    this.#left = allowance.atOnce;
    this.#at = now;
  }

  isWhole(now: number): boolean {
    this.#refill(now);
    return this.#left >= this.#allowance.atOnce;
  }

  waitMs(now: number): number {
    this.#refill(now);
    return this.#left >= 1 ? 0 : Math.ceil((1 - this.#left) * this.#allowance.eachMs);
  }

  take(): void {
    this.#left--;
  }

  giveBack(): void {
    this.#left = Math.min(this.#allowance.atOnce, this.#left + 1);
  }

  #refill(now: number): void {
    const { atOnce, eachMs } = this.#allowance;
    this.#left = Math.min(atOnce, this.#left + (now - this.#at) / eachMs);
    this.#at = now;
  }
}
