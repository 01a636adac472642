import { posix } from 'node:path';
import type { SyncRule } from '../rules/watch-rule.ts';
import type { HostEntry } from './host-tree.ts';

/** A file, folder or link to copy, and where to in the container. */
export interface Put {
  readonly entry: HostEntry;
  /** Absolute on the host. */
  readonly source: string;
  /** Absolute in the container. */
  readonly target: string;
}

/** What makes a container's files those of the host. */
export interface Changes {
  readonly puts: readonly Put[];
  /** Absolute paths in the container. */
  readonly removals: readonly string[];
  /** To be removed before anything is copied: a file that becomes a folder, a folder that becomes a file. */
  readonly replacements: readonly string[];
}

export const NO_CHANGES: Changes = { puts: [], removals: [], replacements: [] };

export const targetOf = ({ target }: SyncRule, path: string): string =>
  path === '' ? target : posix.join(target, path);

export const countChanges = ({ puts, removals }: Changes): number =>
  puts.filter(({ entry }) => entry.kind !== 'folder').length + removals.length;

/** Of several rules. Two of them may meet in one place: what is copied there is not removed. */
export function mergeChanges(all: readonly Changes[]): Changes {
  const puts = new Map(all.flatMap((changes) => changes.puts.map((put) => [put.target, put] as const)));
  const replacements = new Set(all.flatMap((changes) => changes.replacements));
  const removals = new Set(all.flatMap((changes) => changes.removals));
  return {
    // Parents first, as an archive needs them.
    puts: [...puts.values()].sort((a, b) => (a.target < b.target ? -1 : 1)),
    removals: withoutNested([...removals].filter((path) => !puts.has(path))),
    replacements: withoutNested([...replacements]),
  };
}

/** Of one rule, one after the other: what is found later holds. */
export function mergeInOrder(first: Changes, second: Changes): Changes {
  const [puts, removals] = [new Set(second.puts.map(({ target }) => target)), new Set(second.removals)];
  return {
    puts: [...first.puts.filter(({ target }) => !isWithin(removals, target)), ...second.puts],
    removals: [...first.removals.filter((path) => !puts.has(path)), ...second.removals],
    replacements: [...first.replacements, ...second.replacements],
  };
}

/** What is in a folder that goes, goes with it. */
function withoutNested(paths: readonly string[]): readonly string[] {
  const all = new Set(paths);
  return paths.filter((path) => !isWithin(all, posix.dirname(path))).sort();
}

/** The path itself, or a folder that it is in. */
function isWithin(folders: ReadonlySet<string>, path: string): boolean {
  for (let up = path; up !== '/' && up !== '.'; up = posix.dirname(up)) if (folders.has(up)) return true;
  return false;
}
