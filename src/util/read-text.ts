import { readFileSync } from 'node:fs';

/** What stands in a file; undefined: there is none, or it may not be read. */
export function readText(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return undefined;
  }
}
