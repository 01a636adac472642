import type { Renderer } from '../../ui/progress/renderer.ts';
import { type Keyboard, openKeyboard } from '../terminal/keyboard.ts';

/** Begins to watch the files. */
type StartWatch = () => Promise<{ stop(): Promise<void> }>;

export interface MenuOptions {
  readonly renderer: Renderer;
  /** Absent: nothing can be watched. */
  readonly startWatch?: StartWatch | undefined;
  /** From the beginning, and without a menu too. */
  readonly watches: boolean;
  /** False: no keys. */
  readonly hasKeys: boolean;
  readonly onDetach: () => void;
  /** A line of its own, to part what comes from what was. */
  readonly onEnter: () => void;
  /** Watching could not begin. */
  readonly onError: (error: unknown) => void;
}

/** What can be done with a key while attached `up` runs: detach, watch, or draw a line. */
export class UpMenu {
  readonly #options: MenuOptions;
  #keyboard: Keyboard | undefined;
  #watch: Promise<{ stop(): Promise<void> } | undefined> | undefined;
  #retired = false;

  constructor(options: MenuOptions) {
    this.#options = options;
    const { renderer, hasKeys, watches } = options;
    if (hasKeys && renderer.showFooter)
      this.#keyboard = openKeyboard(
        (key) => this.#onKey(key),
        (paused) => (paused ? renderer.showFooter?.(undefined) : this.#draw()),
      );
    if (watches) this.#toggleWatch();
    this.#draw();
  }

  get isWatching(): boolean {
    return this.#watch !== undefined;
  }

  /**
   * Ends watching, and offers nothing more. Ctrl-C still counts: one that waits to be read when the terminal is given
   * back is lost, so that is for the end.
   */
  async retire(): Promise<void> {
    if (this.#retired) return;
    this.#retired = true;
    if (this.#keyboard) this.#options.renderer.showFooter?.(undefined);
    await (await this.#watch)?.stop();
  }

  /** Gives the terminal back. */
  async close(): Promise<void> {
    await this.retire();
    this.#keyboard?.close();
  }

  #onKey(key: string): void {
    if (this.#retired) return;
    if (key === 'd') this.#options.onDetach();
    else if (key === 'w' && this.#options.startWatch) this.#toggleWatch();
    else if (key === '\r' || key === '\n') this.#options.onEnter();
  }

  #toggleWatch(): void {
    const before = this.#watch;
    if (before) {
      this.#watch = undefined;
      // A watch that cannot end could not begin, which was reported.
      void before.then((watch) => watch?.stop());
    } else {
      const { startWatch, onError } = this.#options;
      const watch = startWatch?.().catch((error: unknown) => {
        if (this.#watch === watch) this.#watch = undefined;
        onError(error);
        this.#draw();
        return undefined;
      });
      this.#watch = watch;
    }
    this.#draw();
  }

  #draw(): void {
    if (!this.#keyboard || this.#retired) return;
    const { renderer, startWatch } = this.#options;
    const items = [
      'd detach',
      ...(startWatch ? [this.#watch ? 'w stop watching' : 'w watch'] : []),
      'Ctrl-C stop',
    ];
    renderer.showFooter?.(`  ${items.join('   ')}`);
  }
}
