import type { Facts } from './evaluate-condition.ts';

/** A backup or `commit` pauses a container for a moment. */
const LONGEST_MS = 10_000;

/**
 * A paused container gets nowhere until somebody unpauses it, and nobody may ever do that: a wait for it must end, as it holds the
 * project's lock. By this machine's clock.
 */
export class PauseWindow {
  #seenAt: number | undefined;

  get isPaused(): boolean {
    return this.#seenAt !== undefined;
  }

  /** @returns for how many milliseconds more it may be paused; undefined: it is not paused. */
  remainingMs({ state }: Pick<Facts, 'state'>): number | undefined {
    if (state !== 'paused') {
      this.#seenAt = undefined;
      return undefined;
    }
    this.#seenAt ??= performance.now();
    return Math.max(0, Math.ceil(LONGEST_MS - (performance.now() - this.#seenAt)));
  }
}
