import { createHash, type Hash } from 'node:crypto';
import { createReadStream, readFileSync, type Stats } from 'node:fs';
import { pipeline } from 'node:stream/promises';

/** Not for safety: it tells contents apart, and is the fastest that every Node has. */
export const newHash = (): Hash => createHash('sha1');

/** Up to here a file is read in one piece, which is much faster when there are thousands. */
export const SMALL_BYTES = 256 * 1024;

/** The hashes of files, each made once for as long as the file is not written to. */
export class FileHashes {
  readonly #known = new Map<string, { readonly stamp: string; readonly hash: string }>();

  /** Error: that of the file system, when it cannot be read. */
  async hashOf(path: string, stats: Stats): Promise<string> {
    const stamp = `${stats.size} ${stats.mtimeMs} ${stats.ctimeMs} ${stats.ino}`;
    const known = this.#known.get(path);
    if (known?.stamp === stamp) return known.hash;
    const hash = newHash();
    if (stats.size <= SMALL_BYTES) hash.update(readFileSync(path));
    else await pipeline(createReadStream(path), hash);
    const digest = hash.digest('hex');
    this.#known.set(path, { stamp, hash: digest });
    return digest;
  }
}
