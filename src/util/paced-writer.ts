/** Once nobody wants to wait: a reader that makes no room for so long has stopped reading. */
const STUCK_MS = 500;

/**
 * Writes no faster than it is read. Once it is impatient it waits for a reader no longer than a moment, and drops what there is no room
 * for: whoever writes may go on for long, and is to end all the same.
 */
export class PacedWriter {
  readonly #impatient: AbortSignal;
  /** By what a reader promises: when to go on. */
  readonly #waits = new Map<Promise<void>, Promise<void>>();
  readonly #stuck = new Set<Promise<void>>();

  /** @param impatient aborted, for example, when the user has pressed Ctrl-C */
  constructor(impatient: AbortSignal) {
    this.#impatient = impatient;
  }

  /**
   * @param write returns a promise when its reader has enough for now, the same one until there is room again
   * @returns a promise when no more may come for now.
   */
  write(write: () => Promise<void> | void): Promise<void> | undefined {
    if (this.#stuck.size > 0) return undefined;
    const room = write();
    if (!room) return undefined;
    const known = this.#waits.get(room);
    if (known) return known;
    const wait = this.#roomOrStuck(room);
    this.#waits.set(room, wait);
    return wait;
  }

  /** Leaves nothing behind at the signal, as `Promise.race` would for each call. */
  #roomOrStuck(room: Promise<void>): Promise<void> {
    return new Promise((resolve) => {
      let timer: NodeJS.Timeout | undefined;
      const giveUp = (): void => {
        this.#stuck.add(room);
        resolve();
      };
      const hurry = (): void => {
        timer = setTimeout(giveUp, STUCK_MS);
      };
      if (this.#impatient.aborted) hurry();
      else this.#impatient.addEventListener('abort', hurry, { once: true });
      void room.then(() => {
        this.#impatient.removeEventListener('abort', hurry);
        clearTimeout(timer);
        this.#waits.delete(room);
        this.#stuck.delete(room);
        resolve();
      });
    });
  }
}
