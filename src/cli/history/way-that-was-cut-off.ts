import type { Release } from '../../model/release.ts';

/**
 * The release that a way back was about which somebody has ended early (Ctrl-C): who asks for it again wants the rest of it, and not
 * the way back from where it got to.
 *
 * @returns undefined: the newest release is no such way back
 */
export function wayThatWasCutOff(
  verb: 'undo' | 'rollback',
  releases: readonly Release[],
): Release | undefined {
  const newest = releases.at(-1);
  if (newest?.verb !== verb || newest.outcome !== 'interrupted') return undefined;
  return releases.find(({ number }) => number === newest.of);
}
