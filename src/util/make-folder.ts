import { existsSync, type MakeDirectoryOptions, mkdirSync } from 'node:fs';
import { dirname } from 'node:path';

/**
 * Creates a folder with its parents. Node's own `recursive` never returns on a file system that refuses new folders with
 * "no such file" (`/proc`, some automatic mounts).
 *
 * Error: as `mkdirSync`; none when the folder exists.
 */
export function makeFolder(path: string, options: Pick<MakeDirectoryOptions, 'mode'> = {}): void {
  if (existsSync(path)) return;
  const above = dirname(path);
  if (above !== path) makeFolder(above, options);
  try {
    mkdirSync(path, options);
  } catch (error) {
    // Another process created it first.
    if (!existsSync(path)) throw error;
  }
}
