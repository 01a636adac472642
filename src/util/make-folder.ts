import { existsSync, type MakeDirectoryOptions, mkdirSync } from 'node:fs';
import { dirname } from 'node:path';

/**
 * A folder, with those above it. `recursive` of Node's own call never comes back where a file system has no place for new
 * folders and says so by "no such file" (`/proc`, some automatic mounts).
 *
 * Error: as `mkdirSync`; none when the folder is there.
 */
export function makeFolder(path: string, options: Pick<MakeDirectoryOptions, 'mode'> = {}): void {
  if (existsSync(path)) return;
  const above = dirname(path);
  if (above !== path) makeFolder(above, options);
  try {
    mkdirSync(path, options);
  } catch (error) {
    // Somebody else was faster.
    if (!existsSync(path)) throw error;
  }
}
