import { LatestRequest } from '../../util/latest-request.ts';
import { chooseFileWatcher } from '../../watch/watchers/choose-file-watcher.ts';
import type { FileWatcher } from '../../watch/watchers/file-watcher.ts';

/** Editors write a file in several steps, a millisecond or less apart. */
const SETTLE_MS = 5;

/** Tells when one of some files may have changed; which ones they are may change too. */
export class ProjectFileWatch {
  readonly #onChange: () => void;
  readonly #replacements = new LatestRequest<readonly string[]>((files) => this.#replace(files));
  #files: readonly string[] = [];
  #watcher: FileWatcher | undefined;
  #timer: NodeJS.Timeout | undefined;
  #isClosed = false;

  constructor(onChange: () => void) {
    this.#onChange = onChange;
  }

  /** @param files absolute paths, there or not */
  async watch(files: readonly string[]): Promise<void> {
    if (files.length === this.#files.length && files.every((file) => this.#files.includes(file))) return;
    await this.#replacements.request(files);
  }

  async close(): Promise<void> {
    this.#isClosed = true;
    clearTimeout(this.#timer);
    await this.#replacements.close();
    await this.#watcher?.close();
  }

  async #replace(files: readonly string[]): Promise<void> {
    const start = await chooseFileWatcher(false);
    const changed = (): void => {
      if (this.#isClosed) return;
      clearTimeout(this.#timer);
      this.#timer = setTimeout(this.#onChange, SETTLE_MS);
    };
    const roots = files.map((path) => ({ path, prunes: () => true }));
    const next = await start(roots, { changed, missed: changed, failed: () => {} });
    await this.#watcher?.close();
    this.#watcher = next;
    this.#files = files;
  }
}
