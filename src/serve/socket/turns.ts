/** Work for one page that takes memory: one piece at a time, and none while the page has no room for what it makes. */
export class Turns {
  readonly #room: () => Promise<void> | undefined;
  #last: Promise<void> = Promise.resolve();

  /** @param room a promise when there is none: it resolves when there is */
  constructor(room: () => Promise<void> | undefined) {
    this.#room = room;
  }

  /** Error: that of the work. */
  take(work: () => Promise<void>): Promise<void> {
    const done = this.#last.then(async () => {
      await this.#room();
      await work();
    });
    this.#last = done.catch(() => {}); // told to whoever took the turn
    return done;
  }
}
