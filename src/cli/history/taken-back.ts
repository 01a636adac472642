import type { Release } from '../../model/release.ts';
import type { LockHolder } from '../../reconciler/lock/lock-holder.ts';

/**
 * The numbers of the releases that an undo took back, and that no later undo of that undo brought back. One that ended early counts: whoever
 * asked for it wanted them gone.
 *
 * @param died who was killed with the lock of the project, and has left no release
 */
export function takenBack(releases: readonly Release[], died: LockHolder | undefined): ReadonlySet<number> {
  const gone = new Set(died?.command === 'undo' && died.of !== undefined ? [died.of] : []);
  for (const { number, verb, of, outcome } of releases.toReversed())
    if (verb === 'undo' && of !== undefined && outcome !== 'returned' && !gone.has(number)) gone.add(of);
  return gone;
}
