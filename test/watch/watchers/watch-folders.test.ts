import { mkdirSync, realpathSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, test } from 'vitest';
import type { FileWatcher, StartFileWatcher } from '../../../src/watch/watchers/file-watcher.ts';
import { watchFolders } from '../../../src/watch/watchers/watch-folders.ts';
import { watchWithChokidar } from '../../../src/watch/watchers/watch-with-chokidar.ts';
import { aFolder } from '../../support/a-folder.ts';

let folder: string;
let watcher: FileWatcher;
afterEach(async () => {
  await watcher.close();
  rmSync(folder, { recursive: true, force: true });
});

/** Elsewhere one watch sees a whole tree, and chokidar is what watches. */
const onLinux = test.runIf(process.platform === 'linux');

onLinux('watchFolders tells of a file in a folder that came a moment ago', async () => {
  const seen = await watching(watchFolders, { 'src/a': '1' });
  mkdirSync(join(folder, 'src/new/deep'), { recursive: true });
  await seen.until('src/new');
  writeFileSync(join(folder, 'src/new/deep/b'), '2');
  await seen.until('src/new/deep/b');
});

onLinux('watchFolders follows a folder that was replaced by one of the same name', async () => {
  const seen = await watching(watchFolders, { 'src/lib/a': '1', 'other/a': '1' });
  rmSync(join(folder, 'src/lib'), { recursive: true });
  renameSync(join(folder, 'other'), join(folder, 'src/lib'));
  await seen.until('src/lib');
  seen.forget();
  writeFileSync(join(folder, 'src/lib/b'), '2');
  await seen.until('src/lib/b');
});

onLinux('watchFolders waits for a root that is not there yet', async () => {
  const seen = await watching(watchFolders, { x: '1' });
  mkdirSync(join(folder, 'src/deep'), { recursive: true });
  await seen.until('src');
  writeFileSync(join(folder, 'src/deep/a'), '1');
  await seen.until('src/deep/a');
});

onLinux('watchFolders says so when there may have been more events than the system keeps', async () => {
  const seen = await watching((roots, events) => watchFolders(roots, events, 10), { 'src/a': '1' });
  for (let i = 0; i < 30; i++) writeFileSync(join(folder, `src/f${i}`), 'x');
  await seen.until('(missed)');
});

onLinux(
  'watchFolders has everything looked at after a change of folders, where the runtime may lose them',
  async () => {
    const start: StartFileWatcher = (roots, events) => watchFolders(roots, events, 1000, true);
    const seen = await watching(start, { 'src/lib/a': '1' });
    rmSync(join(folder, 'src/lib'), { recursive: true });
    mkdirSync(join(folder, 'src/lib'));
    await seen.until('(missed)');
    writeFileSync(join(folder, 'src/lib/b'), '2');
    await seen.until('src/lib/b');
  },
);

test('watchWithChokidar tells of files that come, change and go, by looking for them', async () => {
  const seen = await watching((roots, events) => watchWithChokidar(roots, events, 20), {
    'src/a': '1',
    'src/b': '1',
  });
  // chokidar is ready before it has looked at each file once: a change before that is no change to it.
  let text = 'changed';
  const writing = setInterval(() => {
    text += '.';
    writeFileSync(join(folder, 'src/a'), text);
  }, 50);
  await seen.until('src/a').finally(() => clearInterval(writing));
  rmSync(join(folder, 'src/b'));
  mkdirSync(join(folder, 'src/new'));
  writeFileSync(join(folder, 'src/new/c'), '1');
  await seen.until('src/b');
  await seen.until('src/new/c');
});

/** Watches `src` of a new folder. */
async function watching(start: StartFileWatcher, files: Readonly<Record<string, string>>) {
  folder = realpathSync(aFolder(files));
  const seen = new Set<string>();
  let look = (): void => {};
  const see = (what: string): void => {
    seen.add(what);
    look();
  };
  watcher = await start([{ path: join(folder, 'src'), prunes: () => false }], {
    changed: (paths) => {
      for (const path of paths) see(path.slice(folder.length + 1));
    },
    missed: () => see('(missed)'),
    failed: (error) => see(error.message),
  });
  return {
    forget: () => seen.clear(),
    until: (what: string): Promise<void> =>
      new Promise((found) => {
        look = () => {
          if (seen.has(what)) found();
        };
        look();
      }),
  };
}
