import { createWriteStream, mkdirSync, type WriteStream } from 'node:fs';
import { dirname } from 'node:path';

/** Writes a file, and makes the folder it is in. */
export function writeStream(file: string, mode = 0o644): WriteStream {
  mkdirSync(dirname(file), { recursive: true });
  return createWriteStream(file, { mode });
}
