import { targetOf } from './changes.ts';
import { type HostEntry, parentOf } from './host-tree.ts';
import type { HostView } from './host-view.ts';

/** More than these are one call for the whole folder. */
const MOST_CALLS = 64;

/**
 * What to ask the container for: folders that are copied as a whole in one call each. What only the container has
 * beside them (dependencies, what was built) may be large, and is not read: neither at the top, nor where the host
 * has something that is left out.
 */
export function pathsToRead(
  { matcher, entries }: HostView,
  splits: ReadonlySet<string>,
  gone: readonly string[],
): readonly string[] {
  const { rule } = matcher;
  const root = entries.find(({ path }) => path === '');
  if (root && root.kind !== 'folder') return [rule.target];
  const children = new Map<string, HostEntry[]>();
  for (const entry of entries) {
    if (entry.path === '') continue;
    const parent = parentOf(entry.path);
    const siblings = children.get(parent) ?? [];
    siblings.push(entry);
    children.set(parent, siblings);
  }
  const wanted = new Set<string>();
  const visit = (folder: string): void => {
    for (const { path, kind } of children.get(folder) ?? []) {
      if (kind === 'folder' && splits.has(path)) visit(path);
      else wanted.add(path);
    }
  };
  visit('');
  for (const path of gone) {
    const covered = [...upwards(path)].some((up) => wanted.has(up));
    if (!covered) wanted.add(path);
  }
  if (wanted.size <= MOST_CALLS) return [...wanted].map((path) => targetOf(rule, path));
  const tops = new Set([...wanted].map((path) => path.split('/')[0] ?? ''));
  return tops.size <= MOST_CALLS
    ? [...tops].map((path) => targetOf(rule, path))
    : [rule.target === '/' ? '/.' : `${rule.target}/.`];
}

/** Folders that are read entry by entry. */
export function splitFolders({ parted }: HostView): ReadonlySet<string> {
  const splits = new Set(['']);
  for (const folder of parted) for (const up of upwards(folder)) splits.add(up);
  return splits;
}

function* upwards(path: string): Generator<string> {
  for (let up = path; up !== ''; up = parentOf(up)) yield up;
}
