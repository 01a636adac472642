import type { Matcher } from '../rules/match-rule.ts';
import { rootsOf } from '../rules/prepare-rules.ts';
import type { FileEvents, FileWatcher, StartFileWatcher } from './file-watcher.ts';
import { watchGitLocks } from './git-lock.ts';

/** The watchers of files and of git's locks, which begin anew with every other set of rules. */
export class WatchedFiles {
  readonly #start: StartFileWatcher;
  readonly #events: FileEvents;
  readonly #onGit: (busy: boolean) => void;
  #watcher: FileWatcher | undefined;
  #stopGit = (): void => {};

  /** @param onGit told when git begins and ends to write a working tree */
  constructor(start: StartFileWatcher, events: FileEvents, onGit: (busy: boolean) => void) {
    this.#start = start;
    this.#events = events;
    this.#onGit = onGit;
  }

  /** Resolves when everything is watched. @param files beside what the rules are about; absolute */
  async watch(rules: readonly Matcher[], files: readonly string[]): Promise<void> {
    const before = this.#watcher;
    // The new one first, so that nothing falls in between.
    this.#watcher = await this.#start(rootsOf(rules, files), this.#events);
    await before?.close();
    this.#stopGit();
    this.#stopGit = watchGitLocks(
      rules.map(({ rule }) => rule.path),
      this.#onGit,
    );
  }

  async close(): Promise<void> {
    this.#stopGit();
    await this.#watcher?.close();
  }
}
