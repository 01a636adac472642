/** Some 30 frames a second: more is not seen, and a slow line could not take it. */
const FRAME_MS = 33;

interface Pace {
  readonly draw: () => void;
  /** Resolves when the terminal has taken what was drawn; undefined: it has. */
  readonly taken: () => Promise<void> | undefined;
}

/** Draws when something has changed, and never more than the terminal takes: frames in between are left out, not kept. */
export class FramePace {
  readonly #pace: Pace;
  #timer: NodeJS.Timeout | undefined;
  #drawnAt = Number.NEGATIVE_INFINITY;

  constructor(pace: Pace) {
    this.#pace = pace;
  }

  /** Something has changed. */
  request(): void {
    const restMs = Math.max(0, this.#drawnAt + FRAME_MS - performance.now());
    this.#timer ??= setTimeout(() => void this.#draw(), restMs);
  }

  close(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
  }

  async #draw(): Promise<void> {
    await this.#pace.taken();
    // Closed meanwhile.
    if (this.#timer === undefined) return;
    this.#timer = undefined;
    this.#drawnAt = performance.now();
    this.#pace.draw();
  }
}
