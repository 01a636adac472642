import path from 'node:path';
import { isWindowsPath } from '../../../util/is-windows-path.ts';

/** The base of the relative paths of a file, and the home folder for `~`. */
export interface PathBase {
  readonly workingDir: string;
  readonly homeDir: string;
}

/** `~` at the start is the home folder; absolute paths, those of Windows too, stay unchanged. */
export function absolutePath(written: string, { workingDir, homeDir }: PathBase): string {
  if (written.startsWith('~')) return path.join(homeDir, written.slice(1));
  const isAbsolute = path.isAbsolute(written) || isWindowsPath(written);
  return isAbsolute ? written : path.resolve(workingDir, written);
}

const REMOTE = /:\/\/|^(service:|https?:|git:|ssh:|github\.com\/|git@)/;

/** A build context: a folder, unless it is a URL. */
export const absoluteContext = (context: string, base: PathBase): string =>
  REMOTE.test(context) ? context : absolutePath(context, base);

/** The normalised path of a mount in the container: `/x/` becomes `/x`. Paths of Windows stay unchanged. */
export function cleanTarget(target: string): string {
  if (target === '' || isWindowsPath(target)) return target;
  const clean = path.posix.normalize(target);
  return clean.length > 1 && clean.endsWith('/') ? clean.slice(0, -1) : clean;
}
