import { type FSWatcher, readdirSync, readFileSync, watch } from 'node:fs';
import { dirname, join } from 'node:path';
import { statsOf } from '../files/stats-of.ts';
import { inside } from '../rules/ignore.ts';
import { EventBatch } from './event-batch.ts';
import type { FileEvents, FileWatcher, WatchRoot } from './file-watcher.ts';

/**
 * How long after the last change of a folder. Bun, which the single executable is made with, now and then tells nothing
 * of a folder whose watch was made just after another one of the same path was closed (the fuzz test found it).
 */
const SETTLED_MS = 400;

/**
 * Watches trees with one `fs.watch` (one inotify watch) for each folder: `recursive` is made of that too in Node, but
 * reads everything first, and misses folders that are replaced.
 *
 * A folder is watched first and read then, so nothing falls in between. One that comes, goes or changes its name
 * is told of by its parent: its watches are made anew, since the old ones may belong to a folder that is gone.
 */
export async function watchFolders(
  roots: readonly WatchRoot[],
  events: FileEvents,
  longestQueue = queueLength(),
  losesFolders = process.versions.bun !== undefined,
): Promise<FileWatcher> {
  const watchers = new Map<string, FSWatcher>();
  const bundle = new EventBatch(events, longestQueue, () => rescan());
  let closed = false;
  let rescanTimer: NodeJS.Timeout | undefined;
  /** A folder came, went or was replaced: once that is over, everything is looked at. */
  const scheduleRescan = (): void => {
    if (!losesFolders) return;
    clearTimeout(rescanTimer);
    rescanTimer = setTimeout(() => {
      rescan();
      events.missed();
    }, SETTLED_MS);
  };

  /** Whether anything in a folder can count, or it leads to something that may come. */
  const matters = (folder: string): boolean =>
    roots.some(({ path, prunes }) => {
      if (inside(folder, path) !== undefined) return true;
      return inside(path, folder) !== undefined && !prunes(folder);
    });
  const isBelowRoot = (path: string): boolean => roots.some((root) => inside(root.path, path) !== undefined);

  const drop = (folder: string): void => {
    for (const [path, watcher] of watchers) {
      if (path !== folder && !path.startsWith(`${folder}/`)) continue;
      watcher.close();
      watchers.delete(path);
    }
  };

  /** Without what is below. @returns whether it is watched from now on. */
  const addOnly = (folder: string): boolean => {
    if (closed || watchers.has(folder)) return false;
    try {
      const watcher = watch(folder, (kind, name) => onEvent(folder, kind, name));
      watcher.on('error', (error) => lost(folder, error));
      watchers.set(folder, watcher);
      return true;
    } catch (error) {
      if (error instanceof Error) lost(folder, error);
      return false;
    }
  };

  const add = (folder: string): void => {
    if (!matters(folder) || !addOnly(folder)) return;
    try {
      for (const entry of readdirSync(folder, { withFileTypes: true }))
        if (entry.isDirectory()) add(join(folder, entry.name));
    } catch (error) {
      if (error instanceof Error) lost(folder, error);
    }
  };

  const lost = (folder: string, error: Error): void => {
    drop(folder);
    // It went while it was looked at: its parent tells.
    if (!['ENOENT', 'ENOTDIR'].includes(codeOf(error))) events.failed(error, folder);
  };

  const onEvent = (folder: string, kind: string, name: string | null): void => {
    if (closed) return;
    bundle.countEvent();
    // Only Linux: the name is always there.
    const path = name === null ? folder : join(folder, name);
    if (kind === 'rename') {
      if (watchers.has(path) || isFolder(path)) scheduleRescan();
      if (watchers.has(path)) drop(path);
      if (isFolder(path)) add(path);
      else if (path !== folder && !isFolder(folder)) drop(folder);
    } else if (watchers.has(path)) return; // its times or permissions
    if (isBelowRoot(path)) bundle.add(path);
    // A folder that leads to roots came or went, and with it all of them.
    else for (const root of roots) if (inside(path, root.path) !== undefined) bundle.add(root.path);
  };

  const rescan = (): void => {
    for (const watcher of watchers.values()) watcher.close();
    watchers.clear();
    for (const { path } of roots) addRoot(path);
  };

  /** The root itself, or the nearest folder above that is there; for a file its folder. */
  const addRoot = (path: string): void => {
    if (isFolder(path)) add(path);
    let above = dirname(path);
    while (!isFolder(above) && above !== dirname(above)) above = dirname(above);
    addOnly(above);
  };

  for (const { path } of roots) addRoot(path);
  return {
    async close() {
      closed = true;
      clearTimeout(rescanTimer);
      bundle.close();
      for (const watcher of watchers.values()) watcher.close();
      watchers.clear();
    },
  };
}

function isFolder(path: string): boolean {
  return statsOf(path)?.isDirectory() ?? false;
}

const codeOf = (error: Error): string =>
  'code' in error && typeof error.code === 'string' ? error.code : '';

/**
 * How many events the kernel keeps for us. libuv does not say when there were more, but it reads all there are in one
 * go: as many as that at once means that some may be lost.
 */
function queueLength(): number {
  try {
    return Number(readFileSync('/proc/sys/fs/inotify/max_queued_events', 'utf8')) || 16_384;
  } catch {
    return 16_384;
  }
}
