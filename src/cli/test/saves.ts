import type { WatchedFiles } from './watched-files.ts';

/** How long files have to be left alone: who saves all of them saves one after another. */
const QUIET_MS = 200;

/** What was saved since a round of tests began. */
export class Saves {
  /** Resolves when something that counts was saved, the round has ended, and no more is saved for a moment. */
  readonly changed: Promise<void>;
  readonly #files: Pick<WatchedFiles, 'counts' | 'isWritten'>;
  readonly #onFailure: (error: Error, path: string) => void;
  #resolve = (): void => {};
  #timer: NodeJS.Timeout | undefined;
  #isRunning = true;
  #isPending = false;

  constructor(
    files: Pick<WatchedFiles, 'counts' | 'isWritten'>,
    onFailure: (error: Error, path: string) => void,
  ) {
    this.#files = files;
    this.#onFailure = onFailure;
    this.changed = new Promise((resolve) => {
      this.#resolve = resolve;
    });
  }

  changedPaths(paths: readonly string[]): void {
    const { counts, isWritten } = this.#files;
    // Tests write into folders that are mounted, and would run for ever because of it.
    if (paths.some((path) => counts(path) && !(this.#isRunning && isWritten(path)))) this.missed();
  }

  missed(): void {
    this.#isPending = true;
    this.#settle();
  }

  failed(error: Error, path: string): void {
    this.#onFailure(error, path);
  }

  /** What is saved from now on is not written by tests. */
  endRound(): void {
    this.#isRunning = false;
    this.#settle();
  }

  close(): void {
    clearTimeout(this.#timer);
  }

  #settle(): void {
    if (this.#isRunning || !this.#isPending) return;
    clearTimeout(this.#timer);
    this.#timer = setTimeout(this.#resolve, QUIET_MS);
  }
}
