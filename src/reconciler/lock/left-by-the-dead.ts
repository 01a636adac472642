import type { ObservedVolume } from '../../model/observed.ts';
import type { Release } from '../../model/release.ts';
import { isLockOf, type LockHolder, readHolder } from './lock-holder.ts';
import { lockName, remainderName } from './lock-names.ts';
import { isRunning } from './process-identity.ts';

/** Volumes that are the lock of a project, or belong to it, and whose holder died: on this machine, or so that somebody wrote it down. */
export const leftByTheDead = (
  project: string,
  volumes: readonly ObservedVolume[],
): readonly ObservedVolume[] =>
  volumes.filter(({ name, labels }) => {
    const lock = lockName(project);
    const isOurs = isLockOf(project, labels) && (name === lock || name.startsWith(`${lock}.`));
    const holder = isOurs ? readHolder(labels) : undefined;
    return holder !== undefined && (isRemainder(project, name) || isRunning(holder.process) === false);
  });

/** Whether this volume says that a holder died whose lock is gone. */
export const isRemainder = (project: string, volume: string): boolean =>
  volume === remainderName(lockName(project));

/**
 * The first who died with the lock of a project, when nobody is known to have repaired all that may be half done since.
 * undefined: nobody did.
 */
export function whoDied(project: string, volumes: readonly ObservedVolume[]): LockHolder | undefined {
  const dead = new Set(leftByTheDead(project, volumes));
  const first = volumes.flatMap((volume) => {
    const holder = isLockOf(project, volume.labels) ? readHolder(volume.labels) : undefined;
    return holder?.interrupted ?? (dead.has(volume) ? holder : undefined) ?? [];
  });
  return first.sort((a, b) => (a.since < b.since ? -1 : 1))[0];
}

/**
 * The same, unless a release says what became of it: a command may be killed when all of its work is written down.
 *
 * @param newest the newest release of the project
 */
export function whoLeftHalf(
  project: string,
  volumes: readonly ObservedVolume[],
  newest: Pick<Release, 'at'> | undefined,
): LockHolder | undefined {
  const first = whoDied(project, volumes);
  return first && newest && newest.at >= first.since ? undefined : first;
}
