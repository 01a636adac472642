import type { Stats } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { Matcher } from '../rules/match-rule.ts';
import { statsOf } from './stats-of.ts';

export type EntryKind = 'file' | 'folder' | 'link';

/** A file, folder or link of the host that a rule copies. */
export interface HostEntry {
  /** Below the path of the rule, with `/`; empty: that path itself. */
  readonly path: string;
  readonly kind: EntryKind;
  readonly stats: Stats;
}

/** What is there at a path, itself and not what it links to; undefined: nothing that can be copied. */
export function entryAt(root: string, path: string): HostEntry | undefined {
  const stats = statsOf(join(root, path));
  const kind = stats && kindOf(stats);
  return stats && kind && { path, kind, stats };
}

/**
 * Everything below a path that counts, parents first, in the order of names. A folder comes also when only something
 * in it may count; `include` names files, and their folders have to be there.
 *
 * @param skipped called for each folder in which something is left out.
 */
export async function listTree(
  { rule, ignoreReason, prunes }: Matcher,
  from: string,
  skipped: (folder: string) => void = () => {},
): Promise<readonly HostEntry[]> {
  const found: HostEntry[] = [];
  const visit = async (path: string): Promise<void> => {
    const entry = entryAt(rule.path, path);
    if (!entry) return;
    const counts = ignoreReason(path) === undefined;
    if (entry.kind !== 'folder') {
      if (counts) found.push(entry);
      else skipped(parentOf(path));
      return;
    }
    if (!counts) skipped(parentOf(path));
    if (!counts && prunes(path)) return;
    const at = found.length;
    // Gone or closed to us meanwhile: as if it were empty.
    const names = await readdir(join(rule.path, path)).catch(() => []);
    for (const name of names.sort()) await visit(path === '' ? name : `${path}/${name}`);
    if (counts || found.length > at) found.splice(at, 0, entry);
  };
  await visit(from);
  return found;
}

export const parentOf = (path: string): string => path.slice(0, Math.max(0, path.lastIndexOf('/')));

function kindOf(stats: Stats): EntryKind | undefined {
  if (stats.isFile()) return 'file';
  if (stats.isDirectory()) return 'folder';
  // Sockets, pipes and devices mean nothing in a container.
  return stats.isSymbolicLink() ? 'link' : undefined;
}
