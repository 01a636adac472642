/**
 * Performs one request at a time. Of the requests that come meanwhile only the last is kept, as it replaces what the others
 * wanted: a queue of one.
 *
 *   idle ──request──▶ busy ──request──▶ busy, one pending ──request──▶ busy, the later one pending
 *    ▲                 │ done                 │ done
 *    └─────────────────┘                      └──▶ busy with the one that was pending
 */
export class LatestRequest<Request> {
  readonly #perform: (request: Request) => Promise<void>;
  #pending: { readonly request: Request } | undefined;
  #busy: Promise<void> | undefined;
  #closed = false;

  constructor(perform: (request: Request) => Promise<void>) {
    this.#perform = perform;
  }

  /**
   * Resolves when this request, or a later one in its place, is done; at once when closed.
   *
   * Error: that of the last request. One that fails while another is pending has been replaced, and nobody misses it.
   */
  request(request: Request): Promise<void> {
    if (this.#closed) return Promise.resolve();
    this.#pending = { request };
    this.#busy ??= this.#performAll();
    return this.#busy;
  }

  /** Drops the request that is pending. Resolves when the one under way has ended; nothing is performed afterwards. */
  async close(): Promise<void> {
    this.#closed = true;
    this.#pending = undefined;
    await this.#busy?.catch(() => {}); // whoever made the request is told
  }

  async #performAll(): Promise<void> {
    for (let next = this.#pending; next; next = this.#pending) {
      this.#pending = undefined;
      try {
        await this.#perform(next.request);
      } catch (error) {
        if (this.#pending) continue;
        // In the same turn: a request that comes right after it has to begin anew.
        this.#busy = undefined;
        throw error;
      }
    }
    this.#busy = undefined;
  }
}
