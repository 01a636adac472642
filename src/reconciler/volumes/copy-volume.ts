import { createHash } from 'node:crypto';
import { Readable } from 'node:stream';
import { UserError } from '../../diagnostics/user-error.ts';
import { type VolumeAccess, type VolumeEngine, type VolumeFiles, withVolume } from './volume-files.ts';

/** Between two volumes that are there, of which nobody writes into either. */
export interface CopyOrder {
  readonly from: VolumeAccess;
  readonly to: VolumeAccess;
}

export interface CopyControl {
  readonly signal: AbortSignal;
  /** Bytes of the archive so far. */
  readonly onBytes: (phase: 'copying' | 'checking', bytes: number) => void;
}

/** What was copied. */
export interface CopiedContent {
  /** Of the archive: a little more than that of the files. */
  readonly bytes: number;
  /** SHA-256 over the archive: names, kinds, owners, modes, times, links and contents of all files. */
  readonly sha256: string;
}

/**
 * Copies all files of a volume into an empty one, then reads the copy and compares the checksums: what the engine did not write is noticed.
 *
 * Error: UserError `copy-failed` when they differ; EngineError.
 */
export async function copyVolume(
  engine: VolumeEngine,
  { from, to }: CopyOrder,
  control: CopyControl,
): Promise<CopiedContent> {
  const { signal } = control;
  const reaching = (access: VolumeAccess, work: (files: VolumeFiles) => Promise<CopiedContent>) =>
    withVolume(engine, access, work, signal);
  return reaching(from, (source) =>
    reaching(to, async (target) => {
      const written = await transfer(source, target, control);
      const read = await measure(await target.read(), control);
      if (read.sha256 === written.sha256) return written;
      throw new UserError(
        'copy-failed',
        `the copy of volume "${from.volume}" differs from it: the checksum is sha256:${read.sha256}, and should be sha256:${written.sha256}`,
        { hint: 'look for what else uses the volumes, or for a full or a failing disk of the engine' },
      );
    }),
  );
}

async function transfer(
  source: VolumeFiles,
  target: VolumeFiles,
  { signal, onBytes }: CopyControl,
): Promise<CopiedContent> {
  const archive = await source.read();
  const sum = new Sum();
  let failure: unknown;
  async function* passing(): AsyncGenerator<Buffer> {
    try {
      for await (const chunk of archive) {
        signal.throwIfAborted();
        yield sum.take(chunk);
        onBytes('copying', sum.bytes);
      }
    } catch (error) {
      failure = error;
      throw error;
    }
  }
  const passed = Readable.from(passing(), { objectMode: false });
  // Whoever writes is told; an error that comes when nobody reads any more would end the program.
  passed.on('error', () => {});
  try {
    await target.write(passed);
    return sum.end();
  } catch (error) {
    // That the other end broke off is only what follows from it.
    throw failure ?? error;
  } finally {
    passed.destroy();
    archive.destroy();
  }
}

async function measure(archive: Readable, { signal, onBytes }: CopyControl): Promise<CopiedContent> {
  const sum = new Sum();
  try {
    for await (const chunk of archive) {
      signal.throwIfAborted();
      sum.take(chunk);
      onBytes('checking', sum.bytes);
    }
    return sum.end();
  } finally {
    archive.destroy();
  }
}

class Sum {
  bytes = 0;
  readonly #hash = createHash('sha256');

  take(chunk: Buffer): Buffer {
    this.bytes += chunk.length;
    this.#hash.update(chunk);
    return chunk;
  }

  end(): CopiedContent {
    return { bytes: this.bytes, sha256: this.#hash.digest('hex') };
  }
}
