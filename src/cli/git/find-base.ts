import { statSync } from 'node:fs';
import { resolve } from 'node:path';
import { type CommandHint, commandHint, type Hint } from '../../diagnostics/hint.ts';
import { UserError } from '../../diagnostics/user-error.ts';
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

/**
 * Error: NotToTell where the clone does not reach back to it; UserError `git-failed` where there is no such revision.
 *
 * @param asked undefined: what the pipeline says, else the main branch of `origin`, else HEAD
 */
export async function findBase(
  { root, isShallow, fetchHead }: Clone,
  asked: string | undefined,
  { environment, now }: { readonly environment: ReadonlyMap<string, string>; readonly now: Date },
): Promise<Base> {
  if (asked === undefined) return defaultBase(root, environment, { isShallow });
  if (asked.startsWith('-') || asked.includes('..'))
    throw new UserError('git-failed', `"${asked}" is no single revision`, {
      hint: 'name a branch, a tag or a commit, such as origin/main',
    });
  if (/^0+$/.test(asked)) throw new NotToTell(`${asked} is no commit: the branch is new`);
  const commit = await commitOf(root, asked);
  if (commit === undefined) throw await noSuchRevision(root, asked, isShallow);
  const base = await baseFrom(root, asked, commit, { isShallow });
  const stale = staleNote(asked, fetchHead, now);
  return stale === undefined ? base : { ...base, notes: [...base.notes, stale] };
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

/** A pipeline says what it compares with; else it is the main branch. */
async function defaultBase(
  root: string,
  environment: ReadonlyMap<string, string>,
  clone: ShallowOrNot,
): Promise<Base> {
  const branch = environment.get('GITHUB_BASE_REF') || environment.get('CHANGE_TARGET');
  const named = environment.get('CI_MERGE_REQUEST_DIFF_BASE_SHA');
  // The checkout of a pull request is a merge: its first parent is what it is merged into.
  const ofPipeline = branch ? [`origin/${branch}`, 'HEAD^1'] : named ? [named] : [];
  const asked = ofPipeline.length > 0 ? ofPipeline : ['origin/HEAD', 'origin/main', 'origin/master', 'HEAD'];
  for (const one of asked) {
    const commit = await commitOf(root, one);
    if (commit !== undefined) return baseFrom(root, one, commit, clone);
  }
  const [first = 'HEAD'] = asked;
  throw first === 'origin/HEAD'
    ? new NotToTell(`${root} has no commit yet`)
    : new NotToTell(`this clone does not have ${first}, which the pipeline names`, fetchOf(first, clone));
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

async function noSuchRevision(root: string, asked: string, isShallow: boolean): Promise<Error> {
  await runGit(root, ['rev-parse', '--verify', '--quiet', 'HEAD^{commit}']).catch(() => {
    throw new NotToTell(`${root} has no commit yet`);
  });
  const hint = fetchOf(asked, { isShallow });
  return isShallow
    ? new NotToTell(`this clone is shallow and does not have ${asked}`, hint)
    : new UserError('git-failed', `git has no revision "${asked}" here`, { hint });
}

function fetchOf(asked: string, { isShallow }: ShallowOrNot): CommandHint {
  const words = ['fetch', ...(isShallow ? ['--unshallow'] : [])];
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
