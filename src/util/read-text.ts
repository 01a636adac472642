import { readFileSync } from 'node:fs';

/** The text of a file. @returns undefined when there is no file, or it cannot be read. */
export function readText(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return undefined;
  }
}
