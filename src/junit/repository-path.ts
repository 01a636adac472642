import { posix } from 'node:path';

/** A folder of the container that holds what a folder of this machine has. */
interface PathMapping {
  readonly inContainer: string;
  readonly onHost: string;
}

export interface RepositoryPaths {
  /** The path of a file of this machine from the root of the repository. */
  readonly fromRoot: (path: string) => string;
  /** The folder in which the command of the container runs. */
  readonly workingDir: string;
  /** Binds, and the build context behind the working folder. */
  readonly mappings: readonly PathMapping[];
  readonly exists: (path: string) => boolean;
}

/**
 * The path of a file in a report as one of the repository: `/app/test/a.test.ts` → `web/test/a.test.ts`. Only where such a file is
 * there: an image can be made from anything. Of several folders the innermost counts.
 */
export function repositoryPath(path: string, paths: RepositoryPaths): string {
  const { fromRoot, workingDir, mappings, exists } = paths;
  const absolute = posix.resolve(posix.isAbsolute(workingDir) ? workingDir : '/', path);
  const innermost = mappings.toSorted((a, b) => b.inContainer.length - a.inContainer.length);
  for (const { inContainer, onHost } of innermost) {
    const within = posix.relative(inContainer, absolute);
    if (leaves(within)) continue;
    const there = posix.join(onHost, within);
    const known = fromRoot(there);
    if (!leaves(known) && exists(there)) return known;
  }
  return path;
}

const leaves = (relative: string): boolean =>
  relative === '..' || relative.startsWith('../') || posix.isAbsolute(relative);
