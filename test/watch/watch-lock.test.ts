import { rmSync } from 'node:fs';
import { afterEach, expect, test } from 'vitest';
import { takeWatchLock } from '../../src/watch/watch-lock.ts';
import { aFolder } from '../support/a-folder.ts';

const folder = aFolder({});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

test('takeWatchLock refuses a second watcher of a project, says who the first one is, and lets others be', async () => {
  const environment = new Map([['XDG_RUNTIME_DIR', folder]]);
  const take = (project: string, endpoint = 'unix:///a') =>
    takeWatchLock(project, endpoint, environment, '/home/me/shop');
  const first = await take('shop');

  await expect(take('shop')).rejects.toMatchObject({
    code: 'in-use',
    message: expect.stringContaining(`process ${process.pid}`),
  });
  const others = [await take('blog'), await take('shop', 'tcp://elsewhere:2375')];
  await first.release();
  const next = await take('shop');
  for (const lock of [next, ...others]) await lock.release();
});

test('takeWatchLock says which folder it cannot write to, and what to set', async () => {
  const environment = new Map([['XDG_RUNTIME_DIR', '/nowhere/at/all']]);

  await expect(takeWatchLock('shop', 'unix:///a', environment, '/home/me/shop')).rejects.toMatchObject({
    code: 'bad-usage',
    message: expect.stringContaining('temporary files cannot be written to /nowhere/at/all'),
    hint: expect.stringContaining('XDG_RUNTIME_DIR or TMPDIR'),
  });
});
