import { type FSWatcher, watch } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { readText } from '../../util/read-text.ts';
import { statsOf } from '../files/stats-of.ts';

/**
 * git holds `index.lock` while it writes a working tree (checkout, merge, rebase, stash), and it is there before the
 * first file is touched: what comes until it goes is one change of the user's.
 *
 * @returns stops watching. Nothing is watched where there is no repository.
 */
export function watchGitLocks(folders: readonly string[], onBusy: (busy: boolean) => void): () => void {
  const places = new Set(folders.flatMap((folder) => gitFolderOf(folder) ?? []));
  const busy = new Set<string>();
  const watchers: FSWatcher[] = [];
  for (const place of places) {
    const lock = join(place, 'index.lock');
    try {
      const watcher = watch(place, (_kind, name) => {
        if (name !== 'index.lock') return;
        const before = busy.size > 0;
        if (statsOf(lock)) busy.add(place);
        else busy.delete(place);
        if (before !== busy.size > 0) onBusy(busy.size > 0);
      });
      watcher.on('error', () => watcher.close());
      watchers.push(watcher);
    } catch {
      // Batches are then a matter of time alone.
    }
  }
  return () => {
    for (const watcher of watchers) watcher.close();
  };
}

/** Of the repository that a folder is in; of a worktree or a submodule its own. */
function gitFolderOf(folder: string): string | undefined {
  for (let at = folder; ; at = dirname(at)) {
    const path = join(at, '.git');
    const found = statsOf(path);
    if (found?.isDirectory()) return path;
    if (found?.isFile()) {
      const [, elsewhere] = /^gitdir: (.+)$/m.exec(readText(path) ?? '') ?? [];
      return elsewhere === undefined ? undefined : resolve(at, elsewhere.trim());
    }
    if (at === dirname(at)) return undefined;
  }
}
