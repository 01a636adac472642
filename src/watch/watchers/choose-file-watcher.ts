import type { StartFileWatcher } from './file-watcher.ts';

/** How often files are read again with `--poll`, where the file system makes no events. */
const POLL_MS = 500;

/**
 * One watch for each folder where the system is Linux, chokidar elsewhere and for polling; the reasons and numbers are in
 * docs/decisions/watching-files.md.
 */
export async function chooseFileWatcher(poll: boolean): Promise<StartFileWatcher> {
  if (process.platform === 'linux' && !poll) return (await import('./watch-folders.ts')).watchFolders;

  const { watchWithChokidar } = await import('./watch-with-chokidar.ts');
  return (roots, events) => watchWithChokidar(roots, events, poll ? POLL_MS : undefined);
}
