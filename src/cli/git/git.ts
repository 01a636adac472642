import { UserError } from '../../diagnostics/user-error.ts';
import { GitError, runGit } from './run-git.ts';

/** What git knows of a folder. Each question is asked once, when its answer is needed. */
export class Git {
  readonly #folder: string;
  readonly #answers = new Map<string, Promise<string>>();

  constructor(folder: string) {
    this.#folder = folder;
  }

  sha(): Promise<string> {
    return this.#ask('rev-parse', 'HEAD');
  }

  short(): Promise<string> {
    return this.#ask('rev-parse', '--short=12', 'HEAD');
  }

  /** `v1.2.3-4-gabc1234-dirty`; without any tag the short hash. */
  describe(): Promise<string> {
    return this.#ask('describe', '--tags', '--always', '--dirty');
  }

  async isDirty(): Promise<boolean> {
    return (await this.#ask('status', '--porcelain', '--untracked-files=no')) !== '';
  }

  /** Error: UserError `git-failed` for a detached HEAD. */
  async branch(): Promise<string> {
    await this.sha();
    return this.#ask('symbolic-ref', '--short', '-q', 'HEAD').catch(() => {
      throw new UserError(
        'git-failed',
        `${this.#folder} is on no branch (detached HEAD), so {git-branch} is nothing`,
        {
          hint: 'check out a branch, or use {git-describe} or {git-short}',
        },
      );
    });
  }

  /** Error: UserError `git-failed` where no tag is on the commit. */
  async tag(): Promise<string> {
    await this.sha();
    return this.#ask('describe', '--tags', '--exact-match').catch(() => {
      throw new UserError(
        'git-failed',
        `no tag is on the commit of ${this.#folder}, so {git-tag} is nothing`,
        {
          hint: 'tag the commit, or use {git-describe}; a shallow clone has no tags',
        },
      );
    });
  }

  /** Of the commit: ISO 8601. */
  commitTime(): Promise<string> {
    return this.#ask('log', '-1', '--format=%cI');
  }

  /** undefined: nothing was cloned. */
  remote(): Promise<string | undefined> {
    return this.#ask('remote', 'get-url', 'origin').catch(() => undefined);
  }

  #ask(...words: readonly string[]): Promise<string> {
    const key = words.join(' ');
    const known = this.#answers.get(key) ?? this.#run(words);
    this.#answers.set(key, known);
    return known;
  }

  async #run(words: readonly string[]): Promise<string> {
    try {
      return (await runGit(this.#folder, words)).toString('utf8').trim();
    } catch (error) {
      throw inWordsOfTags(this.#folder, error);
    }
  }
}

/** What to do about it depends on who asks. */
function inWordsOfTags(folder: string, error: unknown): unknown {
  if (!(error instanceof GitError) || error.trouble !== 'no-repository') return error;
  return new UserError('git-failed', `${folder} is in no repository of git`, {
    hint: 'leave out the words that begin with git-',
    cause: error,
  });
}
