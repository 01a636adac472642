import { existsSync, realpathSync } from 'node:fs';
import { basename, dirname, isAbsolute, join, relative, resolve, sep } from 'node:path';

/** Where pipelines check a repository out, for a checkout without git's own folder. */
const CHECKOUTS = ['GITHUB_WORKSPACE', 'CI_PROJECT_DIR', 'BUILDKITE_BUILD_CHECKOUT_PATH', 'WORKSPACE'];

/** The name of what is no file. */
const STDIN = '<stdin>';

/** The folder that pipelines show files from: that with `.git`, else the checkout of the pipeline, else the one that is given. Its links are followed. */
export function repositoryRoot(folder: string, environment: ReadonlyMap<string, string>): string {
  const start = real(folder);
  for (let at = start; ; at = dirname(at)) {
    if (existsSync(join(at, '.git'))) return at;
    if (dirname(at) === at) break;
  }
  const checkouts = CHECKOUTS.flatMap((name) => environment.get(name) || []).map(real);
  return checkouts.find((checkout) => start === checkout || isInside(relative(checkout, start))) ?? start;
}

/**
 * The name of a file from the root of the repository, with `/`. A folder may be a link to one of the repository. One that is elsewhere
 * begins with `../`, and so says nothing of this machine that matters.
 *
 * @param name absolute, or relative to `folder`
 */
export function fromRoot(
  root: string,
  { name, folder }: { readonly name: string; readonly folder: string },
): string {
  if (name === STDIN) return name;
  const path = resolve(folder, name);
  return relative(root, join(real(dirname(path)), basename(path)))
    .split(sep)
    .join('/');
}

/** Whether a name from the root is one of the repository. */
export const isInside = (name: string): boolean =>
  name !== '' && name !== STDIN && name !== '..' && !name.startsWith('../') && !isAbsolute(name);

/** What does not exist is taken as it is named. */
function real(path: string): string {
  try {
    return realpathSync.native(path);
  } catch {
    return path;
  }
}
