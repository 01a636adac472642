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

/** The first part of a way back that was cut off and gone on with: what was before that was before all of it. */
export function firstPartOf(release: Release, releases: readonly Release[]): Release {
  const former = releases.findLast(({ number }) => number < release.number);
  const isPart =
    release.of !== undefined &&
    former?.outcome === 'interrupted' &&
    former.verb === release.verb &&
    former.of === release.of;
  return isPart ? firstPartOf(former, releases) : release;
}
