import { inside } from '../rules/ignore.ts';
import { EventBatch } from './event-batch.ts';
import type { FileEvents, FileWatcher, WatchRoot } from './file-watcher.ts';

/** @param pollMs looks at every file this often, where the file system makes no events. */
export async function watchWithChokidar(
  roots: readonly WatchRoot[],
  events: FileEvents,
  pollMs: number | undefined,
): Promise<FileWatcher> {
  const { watch } = await import('chokidar');
  const batch = new EventBatch(events, Number.POSITIVE_INFINITY, () => {});
  const ignored = (path: string): boolean => {
    const within = roots.filter((root) => inside(root.path, path) !== undefined);
    return within.length > 0 && within.every((root) => path !== root.path && root.prunes(path));
  };
  const watcher = watch(
    roots.map(({ path }) => path),
    {
      ignored,
      ignoreInitial: true,
      followSymlinks: false,
      // The dev loop decides when a batch is complete.
      awaitWriteFinish: false,
      atomic: false,
      ...(pollMs === undefined ? {} : { usePolling: true, interval: pollMs, binaryInterval: pollMs }),
    },
  );
  watcher.on('error', (error) => {
    if (error instanceof Error) events.failed(error, roots[0]?.path ?? '');
  });
  watcher.on('all', (kind, path) => {
    // Of a folder that came, chokidar reports its files one by one.
    if (kind !== 'all' && kind !== 'ready') batch.add(path);
  });
  await new Promise<void>((ready) => watcher.once('ready', () => ready()));
  return {
    async close() {
      batch.close();
      await watcher.close();
    },
  };
}
