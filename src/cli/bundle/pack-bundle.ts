import { Readable } from 'node:stream';
import { type BundlePart, bundleParts, type Contents } from './bundle-parts.ts';

interface Packed {
  readonly archive: Readable;
  /** Of the checksums, and so of everything; known when the archive has ended. */
  readonly digest: Promise<string>;
}

/** The archive as a stream. What the engine saved goes through as it comes. */
export function packBundle(contents: Contents): Packed {
  let resolve = (_: string): void => {};
  let reject = (_: unknown): void => {};
  const digest = new Promise<string>((...settle) => {
    [resolve, reject] = settle;
  });
  // Whoever reads the archive is told by it.
  digest.catch(() => {});
  const bytes = async function* (): AsyncGenerator<Buffer> {
    try {
      const parts = bundleParts(contents);
      for (;;) {
        const { value, done } = await parts.next();
        if (done) return resolve(value);
        yield* bytesOf(value);
      }
    } catch (error) {
      reject(error);
      throw error;
    } finally {
      // Nobody reads what the engine still sends, and there is no digest of half an archive.
      contents.images?.destroy();
      reject(new Error('the archive was closed'));
    }
  };
  return { archive: Readable.from(bytes(), { objectMode: false, highWaterMark: 1 << 20 }), digest };
}

async function* bytesOf(part: BundlePart): AsyncGenerator<Buffer> {
  if (part.kind === 'content') yield* part.chunks;
  else if (part.bytes.length > 0) yield part.bytes;
}
