import { readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileError, isMissing } from '../../diagnostics/file-error.ts';
import { type Checksums, printChecksums, readChecksums } from './checksums.ts';

/** Beside the files, as whoever takes the next bundle in need not be who took the last one in. No bundle may have a file of this name. */
export const WRITTEN = '.gantry-unbundled';

/** The files as bundles before have written them; empty: none did, or nobody can read it. */
export function writtenBefore(folder: string): Checksums {
  try {
    return readChecksums(readFileSync(join(folder, WRITTEN), 'utf8'));
  } catch {
    // Without it files count as changed, and the user decides.
    return new Map();
  }
}

/** What this bundle has no more is kept: a later one may have it again. Error: UserError `file-not-written`. */
export function keepWritten(folder: string, now: Checksums): void {
  const before = writtenBefore(folder);
  const text = printChecksums(new Map([...before, ...now]));
  if (text === printChecksums(before)) return;
  const place = join(folder, WRITTEN);
  const unfinished = `${place}.${process.pid}.part`;
  try {
    writeFileSync(unfinished, text, { flag: 'wx' });
    renameSync(unfinished, place);
  } catch (error) {
    if (isMissing(error)) return; // a bundle without files makes no folder
    throw fileError(place, 'cannot be written', error);
  }
}
