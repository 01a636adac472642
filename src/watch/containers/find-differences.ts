import type { Engine } from '../../engine/port/engine.ts';
import type { ContainerId } from '../../model/ids.ts';
import { type Changes, type Put, targetOf } from '../files/changes.ts';
import { changesKind, mayRemove, putOf } from '../files/find-changes.ts';
import type { FileHashes } from '../files/hash-file.ts';
import { type EntryKind, type HostEntry, listTree } from '../files/host-tree.ts';
import type { HostView } from '../files/host-view.ts';
import { GONE, type KnownPaths } from '../files/known-paths.ts';
import { pathsToRead, splitFolders } from '../files/paths-to-read.ts';
import type { Matcher } from '../rules/match-rule.ts';
import type { SyncRule } from '../rules/watch-rule.ts';
import { type ContainerEntry, type ContainerTree, readContainerTree } from './container-tree.ts';

/**
 * Lists the host's files, and lets `known` know what came and went since. The events of that may be yet to come, and will then
 * find nothing that is not known: containers that are not compared need the `changes` of the view.
 */
export async function viewHost(matcher: Matcher<SyncRule>, known: KnownPaths): Promise<HostView> {
  const parted = new Set<string>();
  const entries = await listTree(matcher, '', (folder) => parted.add(folder));
  const changes = changesSince(known, matcher.rule, entries);
  known.replace(new Map(entries.map(({ path, kind }) => [path, kind])));
  return { matcher, entries, parted, changes };
}

function changesSince(known: KnownPaths, rule: SyncRule, entries: readonly HostEntry[]): Changes {
  const there = new Set(entries.map(({ path }) => path));
  const before = (path: string): EntryKind | undefined => {
    const kind = known.kindOf(path);
    return kind === GONE ? undefined : kind;
  };
  const changed = entries.filter(({ path, kind }) => before(path) !== kind);
  return {
    puts: changed.map((entry) => putOf(rule, entry)),
    removals: known
      .below('')
      .filter(({ path, kind }) => !there.has(path) && mayRemove(rule, path, kind))
      .map(({ path }) => targetOf(rule, path)),
    replacements: changed
      .filter(({ path, kind }) => changesKind(before(path) ?? kind, kind))
      .map(({ path }) => targetOf(rule, path)),
  };
}

/**
 * What a container lacks, has otherwise, or has too much, by content: the manifest of the one is compared with that
 * of the other. Times and owners do not count, they differ after every build.
 */
export async function findDifferences(
  engine: Engine,
  container: ContainerId,
  view: HostView,
  known: KnownPaths,
  hashes: FileHashes,
): Promise<Changes> {
  const { rule } = view.matcher;
  const gone = known.gone();
  const tree = await readThroughLinks(engine, container, view, gone);
  const puts: Put[] = [];
  const replacements: string[] = [];
  for (const entry of view.entries) {
    const put = putOf(rule, entry);
    const have = tree.get(put.target);
    if (have && changesKind(have.kind, entry.kind)) replacements.push(put.target);
    if (!have || (await differs(put, have, hashes))) puts.push(put);
  }
  const removals = gone.flatMap((path) => {
    const target = targetOf(rule, path);
    const have = tree.get(target);
    // With `include` a folder holds more than what was copied.
    return have && mayRemove(rule, path, have.kind) ? [target] : [];
  });
  return { puts, removals, replacements };
}

async function differs({ entry, source }: Put, have: ContainerEntry, hashes: FileHashes): Promise<boolean> {
  if (entry.kind !== have.kind) return true;
  if (entry.kind === 'folder') return false;
  if (entry.kind === 'link') return have.linkTarget !== (await linkOf(source));
  const isExecutable = (mode: number): boolean => (mode & 0o100) !== 0;
  if (entry.stats.size !== have.sizeBytes || isExecutable(entry.stats.mode) !== isExecutable(have.mode))
    return true;
  // A file that cannot be read is sent, and reported as unreadable then.
  const hash = await hashes.hashOf(source, entry.stats).catch(() => undefined);
  return hash !== have.hash;
}

async function linkOf(source: string): Promise<string | undefined> {
  const { readlink } = await import('node:fs/promises');
  return readlink(source).catch(() => undefined);
}

/** A folder of the host may be a link to one in the container: then what is there is behind the link. */
async function readThroughLinks(
  engine: Engine,
  container: ContainerId,
  view: HostView,
  gone: readonly string[],
): Promise<ContainerTree> {
  const { rule } = view.matcher;
  const splits = splitFolders(view);
  const tree = new Map(await readContainerTree(engine, container, pathsToRead(view, splits, gone)));
  await addSplitFolders(engine, container, view, splits, tree);
  const folders = new Set(
    view.entries.filter(({ kind }) => kind === 'folder').map(({ path }) => targetOf(rule, path)),
  );
  const links = [...tree].filter(([path, { kind }]) => kind === 'link' && folders.has(path));
  const behind = await readContainerTree(
    engine,
    container,
    links.map(([path]) => `${path}/.`),
  );
  for (const [path, entry] of behind) tree.set(path, entry);
  return tree;
}

/** These are not in what was read. They must not be sent when they are there: their owner is not ours to change. */
async function addSplitFolders(
  engine: Engine,
  container: ContainerId,
  { matcher, entries }: HostView,
  splits: ReadonlySet<string>,
  tree: Map<string, ContainerEntry>,
): Promise<void> {
  for (const { path, kind } of entries) {
    const target = targetOf(matcher.rule, path);
    if (kind !== 'folder' || !splits.has(path) || tree.has(target)) continue;
    const stat = target === '/' ? undefined : await engine.statPath(container, target);
    if (target !== '/' && !stat) continue;
    const isLink = stat !== undefined && stat.linkTarget !== '';
    tree.set(target, { kind: isLink ? 'link' : 'folder', sizeBytes: 0, mode: 0o755 });
  }
}
