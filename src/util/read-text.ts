import { readRegular } from './read-regular.ts';

/** The text of a file. @returns undefined when there is no regular file, or it cannot be read. */
export function readText(path: string): string | undefined {
  try {
    return readRegular(path).toString('utf8');
  } catch {
    return undefined;
  }
}
