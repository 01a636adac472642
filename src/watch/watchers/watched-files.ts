import { LatestRequest } from '../../util/latest-request.ts';
import type { Matcher } from '../rules/match-rule.ts';
import { rootsOf } from '../rules/prepare-rules.ts';
import type { FileEvents, FileWatcher, StartFileWatcher } from './file-watcher.ts';
import { watchGitLocks } from './git-lock.ts';

interface Watched {
  readonly rules: readonly Matcher[];
  readonly files: readonly string[];
}

/**
 * The watchers of files and of git's locks, which are replaced with every other set of rules. One replacement is made at a
 * time: two at once would both replace the same watcher, and one of the new ones would never be closed.
 */
export class WatchedFiles {
  readonly #start: StartFileWatcher;
  readonly #events: FileEvents;
  readonly #onGit: (busy: boolean) => void;
  readonly #replacements = new LatestRequest<Watched>((watched) => this.#replace(watched));
  #watcher: FileWatcher | undefined;
  #stopGit = (): void => {};

  /** @param onGit called when git begins and ends to write a working tree */
  constructor(start: StartFileWatcher, events: FileEvents, onGit: (busy: boolean) => void) {
    this.#start = start;
    this.#events = events;
    this.#onGit = onGit;
  }

  /**
   * Resolves when all of it is watched, or what a later call asks for. Does nothing when closed.
   *
   * @param files beside what the rules are about; absolute
   */
  watch(rules: readonly Matcher[], files: readonly string[]): Promise<void> {
    return this.#replacements.request({ rules, files });
  }

  /** Resolves when no watcher is open, not even one that was just starting. */
  async close(): Promise<void> {
    await this.#replacements.close();
    this.#stopGit();
    await this.#watcher?.close();
  }

  async #replace({ rules, files }: Watched): Promise<void> {
    const before = this.#watcher;
    // The new one first, so that no event falls in between.
    this.#watcher = await this.#start(rootsOf(rules, files), this.#events);
    await before?.close();
    this.#stopGit();
    this.#stopGit = watchGitLocks(
      rules.map(({ rule }) => rule.path),
      this.#onGit,
    );
  }
}
