import type { FileChange } from '../../reach/changes.ts';
import type { Base, Clone } from './find-base.ts';
import { runGit } from './run-git.ts';

/** A file that differs from the base, and what git had there. */
export interface GitChange extends FileChange {
  /** Relative to the root of the repository. */
  readonly name: string;
  /** The object of the base, and its mode; absent: the base does not have the file. */
  readonly before?: { readonly id: string; readonly mode: string };
}

/**
 * Every file that differs from the base, committed or not; a file that git does not know yet is new. A file with another name is one that
 * is gone and one that is new, so that both names count. A submodule is one file, at its folder.
 */
export async function changesSince({ root }: Clone, { commit }: Base): Promise<readonly GitChange[]> {
  const [raw, untracked] = await Promise.all([
    runGit(root, ['-c', 'diff.autoRefreshIndex=true', 'diff', ...DIFF, commit, '--']),
    runGit(root, ['ls-files', '-z', '--others', '--exclude-standard']),
  ]);
  return [
    ...changesIn(root, raw.toString('utf8')),
    ...namesIn(untracked).map((name): GitChange => ({ name, path: `${root}/${name}`, how: 'added' })),
  ];
}

const DIFF = [
  '--raw',
  '-z',
  '--no-abbrev',
  '--no-renames',
  '--no-relative',
  '--no-ext-diff',
  '--ignore-submodules=none',
];

/** `:100644 100755 OLD NEW M`, and the name behind a NUL. */
function changesIn(root: string, raw: string): readonly GitChange[] {
  const parts = raw.split('\0');
  const changes: GitChange[] = [];
  for (let at = 0; at + 1 < parts.length; at += 2) {
    const [mode = '', , id = '', , status] = (parts[at] ?? '').slice(1).split(' ');
    const name = parts[at + 1] ?? '';
    const how = status === 'A' ? 'added' : status === 'D' ? 'deleted' : 'modified';
    const before = /^0+$/.test(mode) ? {} : { before: { id, mode } };
    changes.push({ name, path: `${root}/${name}`, how, ...before });
  }
  return changes;
}

/** What git is told to ignore, absolute: a folder stands for all that is in it. Nobody can tell what changes there. */
export async function ignoredPaths({ root }: Clone): Promise<readonly string[]> {
  const words = ['ls-files', '-z', '--others', '--ignored', '--exclude-standard', '--directory'];
  return namesIn(await runGit(root, words)).map((name) => `${root}/${name}`);
}

/** A repository inside of this one is named as a folder. */
const namesIn = (bytes: Buffer): readonly string[] =>
  bytes
    .toString('utf8')
    .split('\0')
    .filter((name) => name !== '')
    .map((name) => name.replace(/\/$/, ''));
