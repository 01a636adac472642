import { createHash } from 'node:crypto';
import { Readable } from 'node:stream';
import { extract, type Pack, pack } from 'tar-stream';
import { UserError } from '../../diagnostics/user-error.ts';
import { buffersOf, type Chunks, summed, textOf } from './buffers-of.ts';
import {
  BLOB,
  type BundleIndex,
  CHECKSUMS,
  FILES,
  INDEX,
  idOf,
  MANIFEST,
  readManifest,
} from './bundle-format.ts';
import { printChecksums } from './checksums.ts';
import { packEntry } from './pack-entry.ts';

interface Contents {
  readonly index: BundleIndex;
  readonly files: ReadonlyMap<string, Buffer>;
  /** As the engine saves them; undefined: there are no images. */
  readonly images: Readable | undefined;
}

interface Packed {
  readonly archive: Readable;
  /** Of the checksums, and so of everything; known when the archive has ended. */
  readonly digest: Promise<string>;
}

/** The archive as a stream. What the engine saved goes through as it comes; only its list of images is made anew. */
export function packBundle(contents: Contents): Packed {
  const archive = pack();
  // Whoever reads it is told; an error that comes when nobody reads any more would end the program.
  archive.on('error', () => {});
  const writer = new Writer(archive);
  const digest = writeAll(writer, contents).then(
    (sum) => {
      archive.finalize();
      return sum;
    },
    (error: unknown) => {
      // Nobody reads what the engine still sends.
      contents.images?.destroy();
      archive.destroy(error instanceof Error ? error : new Error(String(error)));
      throw error;
    },
  );
  // Whoever reads the archive is told by it.
  digest.catch(() => {});
  return { archive: Readable.from(archive, { objectMode: false }), digest };
}

async function writeAll(writer: Writer, { index, files, images }: Contents): Promise<string> {
  await writer.add(INDEX, Buffer.from(`${JSON.stringify(index, null, 2)}\n`));
  for (const [path, content] of files) await writer.add(`${FILES}${path}`, content);
  if (images) await writer.add(MANIFEST, await copyImages(writer, images, index));
  const text = Buffer.from(printChecksums(writer.sums));
  await writer.add(CHECKSUMS, text);
  return createHash('sha256').update(text).digest('hex');
}

/** @returns docker's list of images, with the names that they have in the bundle */
async function copyImages(writer: Writer, images: Readable, index: BundleIndex): Promise<Buffer> {
  let manifest = '';
  const saved = extract();
  images.on('error', (error) => saved.destroy(error));
  images.pipe(saved);
  for await (const entry of saved) {
    const { name, size = 0, type } = entry.header;
    if (name === MANIFEST) manifest = await textOf(buffersOf(entry));
    else if (BLOB.test(name) && type === 'file') await writer.copy(name, size, buffersOf(entry));
    else for await (const _ of entry);
  }
  const entries = manifest === '' ? [] : readManifest(manifest);
  const named = entries.map((entry) => ({
    ...entry,
    RepoTags: index.images.filter(({ id }) => id === idOf(entry)).map(({ name }) => name),
  }));
  const missing = index.images.find(({ id }) => !entries.some((entry) => idOf(entry) === id));
  if (missing)
    throw new UserError(
      'engine-not-supported',
      `the engine does not save image ${missing.reference} by its content`,
      { hint: 'bundles need Docker Engine 25 or newer with its own image store, not that of containerd' },
    );
  return Buffer.from(`${JSON.stringify(named)}\n`);
}

class Writer {
  readonly sums = new Map<string, string>();
  readonly #archive: Pack;

  constructor(archive: Pack) {
    this.#archive = archive;
  }

  add(name: string, content: Buffer): Promise<void> {
    return this.copy(name, content.length, [content]);
  }

  async copy(name: string, size: number, chunks: Chunks): Promise<void> {
    const sum = createHash('sha256');
    await packEntry(this.#archive, name, size, summed(chunks, sum));
    this.sums.set(name, sum.digest('hex'));
  }
}
