import path from 'node:path';

/** What relative paths of a file are relative to, and what `~` stands for. */
export interface PathBase {
  readonly workingDir: string;
  readonly homeDir: string;
}

/** `~`, and what follows it, is the home folder; absolute paths, those of Windows too, stay as they are. */
export function absolutePath(written: string, { workingDir, homeDir }: PathBase): string {
  if (written.startsWith('~')) return path.join(homeDir, written.slice(1));
  const isAbsolute = path.isAbsolute(written) || isWindowsPath(written);
  return isAbsolute ? written : path.resolve(workingDir, written);
}

const REMOTE = /:\/\/|^(service:|https?:|git:|ssh:|github\.com\/|git@)/;

/** A build context: a folder, unless it is an address. */
export const absoluteContext = (context: string, base: PathBase): string =>
  REMOTE.test(context) ? context : absolutePath(context, base);

/** The path of a mount in the container, without what changes nothing: `/x/` is `/x`. Those of Windows stay as they are. */
export function cleanTarget(target: string): string {
  if (target === '' || isWindowsPath(target)) return target;
  const clean = path.posix.normalize(target);
  return clean.length > 1 && clean.endsWith('/') ? clean.slice(0, -1) : clean;
}

export const isWindowsPath = (text: string): boolean => /^([a-z]:[\\/]|\\\\)/i.test(text);
