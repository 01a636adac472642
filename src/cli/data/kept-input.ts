import { createWriteStream, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { cannotWriteTo } from '../../diagnostics/temporary-folder.ts';

interface KeptInput {
  readonly path: string;
  remove(): void;
}

/**
 * Writes all that comes into a file that only its owner may read, for who has to read it more than once.
 *
 * Error: UserError `bad-usage` where it cannot be written.
 */
export async function keptInput(input: Readable): Promise<KeptInput> {
  let folder: string | undefined;
  const remove = (): void => {
    if (folder !== undefined) rmSync(folder, { recursive: true, force: true });
  };
  try {
    folder = mkdtempSync(join(tmpdir(), 'gantry-input-'));
    const path = join(folder, 'input');
    await pipeline(input, createWriteStream(path, { mode: 0o600 }));
    return { path, remove };
  } catch (error) {
    remove();
    throw cannotWriteTo(tmpdir(), 'TMPDIR', error);
  }
}
