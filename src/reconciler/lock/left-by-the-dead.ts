import type { ObservedVolume } from '../../model/observed.ts';
import { isLockOf, readHolder } from './lock-holder.ts';
import { isRunning } from './process-identity.ts';

/** Volumes that are the lock of a project, or belong to it, and whose holder died on this machine. */
export const leftByTheDead = (
  project: string,
  volumes: readonly ObservedVolume[],
): readonly ObservedVolume[] =>
  volumes.filter(({ labels }) => {
    const holder = isLockOf(project, labels) ? readHolder(labels) : undefined;
    return holder !== undefined && isRunning(holder.process) === false;
  });

/** Whether this command was among those that died. @param left as `leftByTheDead` gives it */
export const diedDoing = (command: string, left: readonly ObservedVolume[]): boolean =>
  left.some(({ labels }) => readHolder(labels)?.command === command);

/**
 * Since when something of a project may be half done, RFC 3339: somebody died with its lock, and nobody has repaired all of it.
 * undefined: nothing is known to be.
 */
export function interruptedSince(project: string, volumes: readonly ObservedVolume[]): string | undefined {
  const dead = new Set(leftByTheDead(project, volumes));
  const times = volumes.flatMap((volume) => {
    const holder = isLockOf(project, volume.labels) ? readHolder(volume.labels) : undefined;
    const since = holder?.interruptedSince ?? (dead.has(volume) ? holder?.since : undefined);
    return since === undefined ? [] : [since];
  });
  return times.sort()[0];
}
