/** Items one by one and in order, for a consumer that asks when it is ready for the next one. */
export class AsyncQueue<Item> {
  readonly #items: Item[] = [];
  #wake: (() => void) | undefined;
  #broken: { readonly error: unknown } | undefined;

  push(item: Item): void {
    this.#items.push(item);
    this.#wake?.();
  }

  /** No more items will come: a consumer that asks for more than are queued gets the error. */
  fail(error: unknown): void {
    this.#broken = { error };
    this.#wake?.();
  }

  /** Error: the signal's reason when it is aborted first. */
  async next(signal: AbortSignal): Promise<Item> {
    for (;;) {
      signal.throwIfAborted();
      const item = this.#items.shift();
      if (item !== undefined) return item;
      if (this.#broken) throw this.#broken.error;
      await new Promise<void>((resolve) => {
        const wake = (): void => {
          this.#wake = undefined;
          signal.removeEventListener('abort', wake);
          resolve();
        };
        this.#wake = wake;
        signal.addEventListener('abort', wake);
      });
    }
  }
}
