import { type FSWatcher, readdirSync, readFileSync, watch } from 'node:fs';
import { dirname, join } from 'node:path';
import { statsOf } from '../files/stats-of.ts';
import {
  advance,
  type FolderEffect,
  type FolderEvent,
  type FolderRules,
  type FoldersState,
  matters,
} from './advance-folders.ts';
import { EventBatch } from './event-batch.ts';
import type { FileEvents, FileWatcher, WatchRoot } from './file-watcher.ts';

/** How long after the last change of a folder the watches are made anew, where the runtime may lose one. */
const SETTLED_MS = 400;

/**
 * Watches trees with one `fs.watch` (one inotify watch) for each folder: `recursive` is made of that too in Node, but
 * reads everything first, and misses folders that are replaced.
 */
export async function watchFolders(
  roots: readonly WatchRoot[],
  events: FileEvents,
  longestQueue = queueLength(),
  losesFolders = process.versions.bun !== undefined,
): Promise<FileWatcher> {
  return new FolderWatches({ roots, losesFolders }, events, longestQueue);
}

/** Performs what advance-folders.ts decides. A folder is watched first and read then, so nothing falls in between. */
class FolderWatches implements FileWatcher {
  readonly #rules: FolderRules;
  readonly #events: FileEvents;
  readonly #batch: EventBatch;
  readonly #watchers = new Map<string, FSWatcher>();
  #state: FoldersState = 'watching';
  #settling: NodeJS.Timeout | undefined;

  constructor(rules: FolderRules, events: FileEvents, longestQueue: number) {
    this.#rules = rules;
    this.#events = events;
    this.#batch = new EventBatch(events, longestQueue, () => this.#send({ type: 'overflow' }));
    for (const { path } of rules.roots) this.#addRoot(path);
  }

  async close(): Promise<void> {
    this.#send({ type: 'close' });
  }

  #send(event: FolderEvent): void {
    const [state, effects] = advance(this.#state, event, this.#rules);
    this.#state = state;
    for (const effect of effects) this.#perform(effect);
  }

  #perform(effect: FolderEffect): void {
    if (effect.kind === 'count') this.#batch.countEvent();
    else if (effect.kind === 'drop') this.#drop(effect.folder);
    else if (effect.kind === 'add') this.#add(effect.folder);
    else if (effect.kind === 'report') this.#batch.add(effect.path);
    else if (effect.kind === 'report-failure') this.#events.failed(effect.error, effect.folder);
    else if (effect.kind === 'report-missed') this.#events.missed();
    else if (effect.kind === 'rescan') this.#rescan();
    else if (effect.kind === 'await-settled') this.#awaitSettled();
    else if (effect.kind === 'close') this.#close();
    else effect satisfies never;
  }

  #onEvent(folder: string, kind: string, name: string | null): void {
    // Only Linux: the name is always there.
    const path = name === null ? folder : join(folder, name);
    const isWatched = this.#watchers.has(path);
    if (kind !== 'rename') {
      this.#send({ type: 'written', path, isWatched });
      return;
    }
    const isThere = isFolder(path);
    const folderIsThere = isThere || isFolder(folder);
    this.#send({ type: 'renamed', folder, path, isWatched, isFolder: isThere, folderIsThere });
  }

  #drop(folder: string): void {
    for (const [path, watcher] of this.#watchers) {
      if (path !== folder && !path.startsWith(`${folder}/`)) continue;
      watcher.close();
      this.#watchers.delete(path);
    }
  }

  #dropAll(): void {
    for (const watcher of this.#watchers.values()) watcher.close();
    this.#watchers.clear();
  }

  #add(folder: string): void {
    if (!matters(folder, this.#rules) || !this.#addOnly(folder)) return;
    this.#unlessLost(folder, () => {
      for (const entry of readdirSync(folder, { withFileTypes: true }))
        if (entry.isDirectory()) this.#add(join(folder, entry.name));
    });
  }

  /** Without what is below. @returns whether it is watched from now on. */
  #addOnly(folder: string): boolean {
    if (this.#watchers.has(folder)) return false;
    return this.#unlessLost(folder, () => {
      const watcher = watch(folder, (kind, name) => this.#onEvent(folder, kind, name));
      watcher.on('error', (error) => this.#send({ type: 'lost', folder, error }));
      this.#watchers.set(folder, watcher);
    });
  }

  /** @returns whether the work could be done. */
  #unlessLost(folder: string, work: () => void): boolean {
    try {
      work();
      return true;
    } catch (error) {
      if (error instanceof Error) this.#send({ type: 'lost', folder, error });
      return false;
    }
  }

  #rescan(): void {
    this.#dropAll();
    for (const { path } of this.#rules.roots) this.#addRoot(path);
  }

  /** The root itself, or the nearest folder above that is there; for a file its folder. */
  #addRoot(path: string): void {
    if (isFolder(path)) this.#add(path);
    let above = dirname(path);
    while (!isFolder(above) && above !== dirname(above)) above = dirname(above);
    this.#addOnly(above);
  }

  #awaitSettled(): void {
    clearTimeout(this.#settling);
    this.#settling = setTimeout(() => this.#send({ type: 'settled' }), SETTLED_MS);
  }

  #close(): void {
    clearTimeout(this.#settling);
    this.#batch.close();
    this.#dropAll();
  }
}

function isFolder(path: string): boolean {
  return statsOf(path)?.isDirectory() ?? false;
}

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
