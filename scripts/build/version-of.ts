export interface Describes {
  /** The version in package.json: the one that was released last, or the next one. */
  readonly planned: string;
  /** The newest tag before the commit, without its `v`; undefined when there is none. */
  readonly tag: string | undefined;
  /** How many commits came after it, or how many there are. */
  readonly commits: number;
  readonly commit: string;
  /** Nothing was changed since. */
  readonly isCommit: boolean;
}

/**
 * The version of what is built from a commit: that of its tag, or one that sorts before the next release and behind the last.
 *
 * Shape:  `0.2.0` at the tag v0.2.0; else `0.2.1-dev.14+1a2b3c4d5e`, with `.changed` at the end when it is not quite the commit
 * Source: semver.org, items 9 to 11
 */
export function versionOf({ planned, tag, commits, commit, isCommit }: Describes): string {
  if (tag !== undefined && commits === 0 && isCommit) return tag;
  const before = tag === planned ? afterRelease(planned) : `${planned}-dev`;
  return `${before}.${commits}+${commit}${isCommit ? '' : '.changed'}`;
}

function afterRelease(version: string): string {
  if (version.includes('-')) return `${version}.dev`; // more fields sort behind fewer
  const [major, minor, patch] = version.split('.');
  return `${major}.${minor}.${Number(patch) + 1}-dev`;
}
