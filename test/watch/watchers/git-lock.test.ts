import { realpathSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, expect, test } from 'vitest';
import { watchGitLocks } from '../../../src/watch/watchers/git-lock.ts';
import { aFolder } from '../../support/a-folder.ts';

let folder: string;
afterEach(() => rmSync(folder, { recursive: true, force: true }));

test('watchGitLocks says when git begins and ends to write, also for folders deep in the repository and for worktrees', async () => {
  folder = realpathSync(aFolder({ '.git/HEAD': '', 'src/deep/a': '', 'tree/.git': 'gitdir: ../.git\n' }));
  const told: boolean[] = [];
  let tell = (): void => {};
  const until = (count: number): Promise<void> =>
    new Promise((resolve) => {
      tell = () => {
        if (told.length >= count) resolve();
      };
      tell();
    });
  const stop = watchGitLocks([join(folder, 'src/deep'), join(folder, 'tree')], (busy) => {
    told.push(busy);
    tell();
  });
  writeFileSync(join(folder, '.git/index.lock'), '');
  await until(1);
  renameSync(join(folder, '.git/index.lock'), join(folder, '.git/index'));
  await until(2);
  stop();

  expect(told).toEqual([true, false]);
});
