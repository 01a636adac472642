import { UserError } from '../../diagnostics/user-error.ts';
import { newestTag } from './newest-tag.ts';
import { GitError, runGit } from './run-git.ts';

/** What git knows of a folder. Each question is asked once, when its answer is needed. */
export class Git {
  readonly #folder: string;
  readonly #pipelineTag: string | undefined;
  readonly #answers = new Map<string, Promise<string>>();
  readonly #notes = new Set<string>();

  /** @param pipelineTag the tag that the pipeline runs for */
  constructor(folder: string, pipelineTag?: string) {
    this.#folder = folder;
    this.#pipelineTag = pipelineTag;
  }

  /** What the user is to know of the answers that were given. */
  get notes(): readonly string[] {
    return [...this.#notes];
  }

  sha(): Promise<string> {
    return this.#ask('rev-parse', 'HEAD');
  }

  short(): Promise<string> {
    return this.#ask('rev-parse', '--short=12', 'HEAD');
  }

  /** `v1.2.3-4-gabc1234-dirty`; without any tag the short hash. */
  async describe(): Promise<string> {
    const tags = await this.#tagsOfHead();
    const tag = newestTag(tags);
    if (tag !== undefined) return `${this.#chosen(tag, tags)}${(await this.isDirty()) ? '-dirty' : ''}`;
    const described = await this.#ask('describe', '--tags', '--always', '--dirty');
    return this.#chosen(described, tags);
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

  /** Error: UserError `git-failed` where no tag is on the commit, or several of which none is the newest version. */
  async tag(): Promise<string> {
    const tags = await this.#tagsOfHead();
    const tag = newestTag(tags);
    if (tag !== undefined) return this.#chosen(tag, tags);
    if (tags.length > 0)
      throw new UserError(
        'git-failed',
        `several tags are on the commit of ${this.#folder}, so nobody can tell which one {git-tag} is: ${tags.join(', ')}`,
        { hint: 'write the tag itself, or {env:NAME} of a variable that has it' },
      );
    throw new UserError('git-failed', `no tag is on the commit of ${this.#folder}, so {git-tag} is nothing`, {
      hint: 'tag the commit, or use {git-describe}; a shallow clone has no tags',
    });
  }

  #chosen(name: string, tags: readonly string[]): string {
    if (tags.length > 1)
      this.#notes.add(`several tags are on the commit (${tags.join(', ')}): ${name} was taken`);
    return name;
  }

  /** In the pipeline of a tag it is that one alone: another one on the same commit has a run of its own. */
  async #tagsOfHead(): Promise<readonly string[]> {
    await this.sha();
    const tags = (await this.#ask('tag', '--points-at', 'HEAD')).split('\n').filter(Boolean).sort();
    const own = this.#pipelineTag;
    if (own === undefined || (!tags.includes(own) && (await this.#hasTag(own)))) return tags;
    return [own];
  }

  /** A tag that the clone does not have may be on its commit. One that it has, and not there, is not. */
  #hasTag(name: string): Promise<boolean> {
    return this.#ask('rev-parse', '-q', '--verify', `refs/tags/${name}`).then(
      () => true,
      () => false,
    );
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
