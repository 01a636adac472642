import { statSync } from 'node:fs';
import { resolve } from 'node:path';
import { type CommandHint, commandHint, type Hint } from '../../diagnostics/hint.ts';
import { UserError } from '../../diagnostics/user-error.ts';
import { readRegular } from '../../util/read-regular.ts';
import { isNoCommit, type PipelineBase, pipelineBase } from './pipeline-base.ts';
import { GitError, runGit } from './run-git.ts';

/** The commit that changes are counted from. */
export interface Base {
  /** What was asked for: `origin/main`. */
  readonly asked: string;
  readonly commit: string;
  /** `shared`: the newest commit that HEAD shares with what was asked for. `itself`: they share none that git has here. */
  readonly how: 'shared' | 'itself';
  /** What makes the answer larger than it need be. */
  readonly notes: readonly string[];
}

/** Nobody can tell what has changed, so everything may have. */
export class NotToTell extends Error {
  override readonly name = 'NotToTell';
  readonly hint: Hint | undefined;

  constructor(message: string, hint?: Hint) {
    super(message);
    this.hint = hint;
  }
}

/** The folder that git says it is in, with what it says of the clone. */
export interface Clone {
  readonly root: string;
  readonly isShallow: boolean;
  /** Written by every `git fetch`. */
  readonly fetchHead: string;
}

export async function lookAtClone(folder: string): Promise<Clone> {
  const words = ['rev-parse', '--show-toplevel', '--is-shallow-repository', '--git-path', 'FETCH_HEAD'];
  const [root = '', shallow = '', fetchHead = ''] = textOf(await runGit(folder, words)).split('\n');
  return { root, isShallow: shallow === 'true', fetchHead: resolve(folder, fetchHead) };
}

/** Asks for what the pipeline compares with. */
const OF_PIPELINE = 'pipeline';

interface Asking {
  readonly environment: ReadonlyMap<string, string>;
  readonly now: Date;
}

/**
 * Error: NotToTell where nobody can tell: the clone does not reach back to it, or the pipeline names nothing; UserError `git-failed` where
 * there is no such revision.
 *
 * @param asked a revision, or `pipeline`; undefined: what the pipeline says, else the main branch of `origin`, else HEAD
 */
export async function findBase(
  clone: Clone,
  asked: string | undefined,
  { environment, now }: Asking,
): Promise<Base> {
  const { root, isShallow, fetchHead } = clone;
  if (asked === undefined || asked === OF_PIPELINE) {
    const named = pipelineBase({
      environment,
      event: eventOf(environment),
      head: await commitOf(root, 'HEAD'),
    });
    if (named) return baseOfPipeline(clone, named);
    if (asked === OF_PIPELINE)
      throw new NotToTell('no pipeline runs this that says what to compare with', [
        'name a revision: --since origin/main',
      ]);
    return defaultBase(clone);
  }
  if (asked.startsWith('-') || asked.includes('..'))
    throw new UserError('git-failed', `"${asked}" is no single revision`, {
      hint: 'name a branch, a tag or a commit, such as origin/main',
    });
  if (isNoCommit(asked)) throw new NotToTell(`${asked} is no commit: the branch is new`);
  const commit = await commitOf(root, asked);
  if (commit === undefined) throw await noSuchRevision(root, asked, isShallow);
  const base = await baseFrom(root, asked, commit, { isShallow });
  const stale = staleNote(asked, fetchHead, now);
  return stale === undefined ? base : { ...base, notes: [...base.notes, stale] };
}

/** What GitHub says of the event. Without it, the variables have to do. */
function eventOf(environment: ReadonlyMap<string, string>): string | undefined {
  const path = environment.get('GITHUB_EVENT_PATH');
  try {
    return path ? readRegular(path).toString('utf8') : undefined;
  } catch {
    return undefined;
  }
}

async function baseOfPipeline(clone: Clone, named: PipelineBase): Promise<Base> {
  if ('nothing' in named) throw new NotToTell(named.nothing);
  const { root } = clone;
  for (const asked of named.candidates) {
    const commit = await commitOf(root, asked);
    if (commit === undefined) continue;
    return named.how === 'shared' ? baseFrom(root, asked, commit, clone) : baseItself(clone, asked, commit);
  }
  const [first = 'HEAD'] = named.candidates;
  throw new NotToTell(
    `this clone does not have ${first}, which the pipeline names`,
    fetchOf(first, { isShallow: clone.isShallow && named.how === 'shared' }),
  );
}

/** What a branch was before: of what was taken back since, too, something else has been built and pushed. */
async function baseItself({ root, isShallow }: Clone, asked: string, commit: string): Promise<Base> {
  // A clone that is cut off does not know.
  const isRewritten = !isShallow && (await sharedWith(root, commit)) !== commit;
  const note = `HEAD does not go on from ${commit.slice(0, 12)}, which the branch was before: all that differs from it counts`;
  return { asked, commit, how: 'itself', notes: isRewritten ? [note] : [] };
}

interface ShallowOrNot {
  readonly isShallow: boolean;
}

async function baseFrom(root: string, asked: string, commit: string, clone: ShallowOrNot): Promise<Base> {
  const shared = await sharedWith(root, commit);
  if (shared !== undefined) return { asked, commit: shared, how: 'shared', notes: [] };
  const why = clone.isShallow
    ? `this clone is shallow and does not reach the commit that HEAD shares with ${asked}, so what ${asked} has changed since counts too ("git fetch --unshallow" gets the rest)`
    : `HEAD and ${asked} share no commit: all differences count`;
  return { asked, commit, how: 'itself', notes: [why] };
}

async function defaultBase({ root, isShallow }: Clone): Promise<Base> {
  for (const one of ['origin/HEAD', 'origin/main', 'origin/master', 'HEAD']) {
    const commit = await commitOf(root, one);
    if (commit !== undefined) return baseFrom(root, one, commit, { isShallow });
  }
  throw new NotToTell(`${root} has no commit yet`);
}

/** @returns undefined: git does not have it */
async function commitOf(root: string, revision: string): Promise<string | undefined> {
  try {
    return textOf(await runGit(root, ['rev-parse', '--verify', '--quiet', `${revision}^{commit}`])).trim();
  } catch (error) {
    if (error instanceof GitError && error.exitCode === 1) return undefined;
    // A clone that is cut off has the name, and not the object.
    if (error instanceof GitError && error.exitCode === 128) return undefined;
    throw error;
  }
}

async function sharedWith(root: string, commit: string): Promise<string | undefined> {
  try {
    return textOf(await runGit(root, ['merge-base', commit, 'HEAD'])).trim();
  } catch (error) {
    if (error instanceof GitError && error.exitCode === 1) return undefined;
    throw error;
  }
}

/** Whether a word can only be a revision, or is one of the repository of a folder. */
export async function isRevision(folder: string, word: string): Promise<boolean> {
  if (word.startsWith('-')) return false;
  return /[~^/@{]|^HEAD$/.test(word) || (await commitOf(folder, word).catch(() => undefined)) !== undefined;
}

async function noSuchRevision(root: string, asked: string, isShallow: boolean): Promise<Error> {
  await runGit(root, ['rev-parse', '--verify', '--quiet', 'HEAD^{commit}']).catch(() => {
    throw new NotToTell(`${root} has no commit yet`);
  });
  const hint = fetchOf(asked, { isShallow });
  if (isShallow) return new NotToTell(`this clone is shallow and does not have ${asked}`, hint);
  const [, later = ''] = /^([^~^]+)[~^][~^\d]*$/.exec(asked) ?? [];
  if (later !== '' && (await commitOf(root, later)) !== undefined)
    return new NotToTell(`the history of ${later} begins after ${asked}`);
  // Nobody types one: a pipeline knows it from before somebody has rewritten the branch.
  return isWholeId(asked)
    ? new NotToTell(`this clone does not have ${asked}`, hint)
    : new UserError('git-failed', `git has no revision "${asked}" here`, { hint });
}

const isWholeId = (name: string): boolean => /^(?:[0-9a-f]{40}|[0-9a-f]{64})$/.test(name);

function fetchOf(asked: string, { isShallow }: ShallowOrNot): CommandHint {
  const words = ['fetch', ...(isShallow ? ['--unshallow'] : [])];
  if (isWholeId(asked)) return commandHint('git', ...words, 'origin', asked);
  const [, branch] = /^origin\/(.+)$/.exec(asked) ?? [];
  if (branch === undefined) return commandHint('git', ...words, '--tags');
  return commandHint('git', ...words, 'origin', `+${branch}:refs/remotes/origin/${branch}`);
}

const DAY_MS = 24 * 60 * 60 * 1000;

/** A branch of the server, as it was at the last fetch. */
function staleNote(asked: string, fetchHead: string, now: Date): string | undefined {
  if (!asked.startsWith('origin/')) return undefined;
  const fetched = statSync(fetchHead, { throwIfNoEntry: false });
  const days = fetched ? Math.floor((now.getTime() - fetched.mtimeMs) / DAY_MS) : 0;
  if (days < 1) return undefined;
  return `${asked} is as it was fetched ${days === 1 ? 'a day' : `${days} days`} ago: run "git fetch"`;
}

const textOf = (bytes: Buffer): string => bytes.toString('utf8');
