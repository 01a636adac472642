import { lstatSync, type Stats } from 'node:fs';

/**
 * What is at a path, itself and not what it links to; undefined when there is nothing, or a file where a folder should
 * be, or when we may not look: with files that come and go, any of these may be so a moment after it was not.
 */
export function statsOf(path: string): Stats | undefined {
  try {
    return lstatSync(path, { throwIfNoEntry: false });
  } catch {
    return undefined;
  }
}
