import { join } from 'node:path';
import type { Matcher } from '../rules/match-rule.ts';
import type { SyncRule } from '../rules/watch-rule.ts';
import { type Changes, type Put, targetOf } from './changes.ts';
import { type EntryKind, entryAt, type HostEntry, listTree } from './host-tree.ts';
import { GONE, type KnownPaths } from './known-paths.ts';

/** The changes at these paths, as the host has them now: events only say where to look. */
export async function findChanges(
  matcher: Matcher<SyncRule>,
  paths: readonly string[],
  known: KnownPaths,
): Promise<Changes> {
  const { rule, ignoreReason } = matcher;
  const puts = new Map<string, Put>();
  const removals: string[] = [];
  const replacements: string[] = [];
  const put = (entry: HostEntry): void => {
    const before = known.kindOf(entry.path);
    known.set(entry.path, entry.kind);
    const isNew = before === undefined || before === GONE;
    if (!isNew && changesKind(before, entry.kind)) replacements.push(targetOf(rule, entry.path));
    // A folder is sent for its owner and permissions; those of a folder that was there are left alone.
    if (entry.kind !== 'folder' || isNew || before !== 'folder') puts.set(entry.path, putOf(rule, entry));
  };
  const forget = (path: string): void => {
    for (const gone of known.remove(path))
      if (mayRemove(rule, gone.path, gone.kind)) removals.push(targetOf(rule, gone.path));
  };
  for (const path of [...paths].sort()) {
    const entry = entryAt(rule.path, path);
    if (!entry) forget(path);
    else if (entry.kind === 'folder') {
      // It came, or went and came again: one event for all that is in it.
      const found = await listTree(matcher, path);
      const there = new Set(found.map((one) => one.path));
      for (const before of known.below(path)) if (!there.has(before.path)) forget(before.path);
      for (const one of found) put(one);
    } else if (ignoreReason(path) === undefined) {
      const wasFolder = known.kindOf(path) === 'folder';
      if (wasFolder) known.remove(path);
      if (wasFolder) replacements.push(targetOf(rule, path));
      put(entry);
    }
  }
  return { puts: [...puts.values()], removals, replacements };
}

/**
 * The root of a rule may go with its whole folder, as on a branch that lacks it, but its target may be anything. With
 * `include`, folders of the container hold more than what was copied.
 */
export function mayRemove({ include }: SyncRule, path: string, kind: EntryKind): boolean {
  return kind !== 'folder' || (path !== '' && include.length === 0);
}

export function changesKind(before: EntryKind, now: EntryKind): boolean {
  return before !== now && (before === 'folder' || now === 'folder');
}

export const putOf = (rule: SyncRule, entry: HostEntry): Put => ({
  entry,
  source: join(rule.path, entry.path),
  target: targetOf(rule, entry.path),
});
