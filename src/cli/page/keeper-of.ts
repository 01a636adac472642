import type { Observed } from '../../model/observed.ts';
import { describeHolder, isLockOf, readHolder } from '../../reconciler/lock/lock-holder.ts';
import { isRunning, thisProcess } from '../../reconciler/lock/process-identity.ts';

/** Who else changes the project now, as the lock on the engine says. undefined: nobody who lives. */
export function keeperOf(project: string, { volumes }: Pick<Observed, 'volumes'>): string | undefined {
  const own = thisProcess();
  for (const { labels } of volumes) {
    const holder = isLockOf(project, labels) ? readHolder(labels) : undefined;
    if (!holder || isRunning(holder.process) === false) continue;
    if (holder.process.pid === own.pid && holder.process.machine === own.machine) continue;
    return describeHolder(holder);
  }
  return undefined;
}
