import { type FileHandle, mkdtemp, open, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/**
 * A file for what has no room in memory. Nobody else can open it: it is in a private folder, of which nothing is left in the file system as
 * soon as it is open. So nothing stays behind, however this process ends.
 */
export class SpoolFile {
  readonly #handle: FileHandle;
  /** Where an open file cannot be removed. */
  readonly #left: string | undefined;
  #size = 0;

  private constructor(handle: FileHandle, left: string | undefined) {
    this.#handle = handle;
    this.#left = left;
  }

  /** Error: that of the system. */
  static async create(): Promise<SpoolFile> {
    const folder = await mkdtemp(join(tmpdir(), 'gantry-log-'));
    const handle = await open(join(folder, 'lines'), 'wx+', 0o600);
    const isRemoved = await rm(folder, { recursive: true }).then(
      () => true,
      () => false,
    );
    return new SpoolFile(handle, isRemoved ? undefined : folder);
  }

  /** In bytes. */
  get size(): number {
    return this.#size;
  }

  /** One at a time. @returns where they are. Error: that of the system, when there is no room. */
  async append(bytes: Buffer): Promise<number> {
    const offset = this.#size;
    for (let written = 0; written < bytes.length; ) {
      const { bytesWritten } = await this.#handle.write(
        bytes,
        written,
        bytes.length - written,
        offset + written,
      );
      written += bytesWritten;
    }
    this.#size += bytes.length;
    return offset;
  }

  async read(offset: number, length: number): Promise<Buffer> {
    const bytes = Buffer.allocUnsafe(length);
    const { bytesRead } = await this.#handle.read(bytes, 0, length, offset);
    return bytes.subarray(0, bytesRead);
  }

  async close(): Promise<void> {
    await this.#handle.close();
    if (this.#left !== undefined) await rm(this.#left, { recursive: true, force: true });
  }
}
