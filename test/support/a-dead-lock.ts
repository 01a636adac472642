import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { holderOf, type LockHolder, lockLabels } from '../../src/reconciler/lock/lock-holder.ts';
import { lockName } from '../../src/reconciler/lock/lock-names.ts';
import type { MemoryProject } from './memory-project.ts';

/** A command on the project `shop` was killed. @returns the name of its lock */
export async function aDeadLock(
  shop: Pick<MemoryProject, 'folder' | 'ask'>,
  command = 'up',
  settings: Partial<Pick<LockHolder, 'since' | 'of'>> = {},
): Promise<string> {
  const child = spawn(process.execPath, ['--version'], { stdio: 'ignore' });
  await once(child, 'exit');
  const died = { ...holderOf(command, shop.folder), ...settings };
  const Labels = lockLabels('shop', { ...died, process: { ...died.process, pid: child.pid ?? 0 } });
  const Name = lockName('shop');
  await shop.ask((docker) => docker.createVolume({ Name, Labels }));
  return Name;
}
