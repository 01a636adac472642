const MOST_MS = 1000;
const LEAST_MS = 50;

/**
 * How long a stop may hold its slot.
 *
 * A container that obeys its signal stops within a fraction of a second, and the engine takes longest for many at a
 * time when it tears down networks at once: such stops queue. One that ignores the signal only sits out its grace
 * period and costs nothing meanwhile, so it must not keep others from getting their signal: N of them take one grace
 * period together. Each slow stop halves the time for the next one, each quick one doubles it.
 */
export class AdaptiveSlotTimeout {
  #ms = MOST_MS;

  /** Calls `releaseSlot` when the stop takes too long. */
  async limit<Result>(stop: Promise<Result>, releaseSlot: () => void): Promise<Result> {
    let slow = false;
    const timer = setTimeout(() => {
      slow = true;
      this.#ms = Math.max(LEAST_MS, this.#ms / 2);
      releaseSlot();
    }, this.#ms);
    try {
      return await stop;
    } finally {
      clearTimeout(timer);
      if (!slow) this.#ms = Math.min(MOST_MS, this.#ms * 2);
    }
  }
}
