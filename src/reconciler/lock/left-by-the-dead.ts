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
