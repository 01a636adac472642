import { createHash } from 'node:crypto';
import type { Readable } from 'node:stream';
import { extract } from 'tar-stream';
import { UserError } from '../../diagnostics/user-error.ts';
import { buffersOf, summed, textOf } from './buffers-of.ts';
import {
  BLOB,
  type BundleIndex,
  CHECKSUMS,
  FILES,
  INDEX,
  idOf,
  MANIFEST,
  type ManifestEntry,
  readManifest,
} from './bundle-format.ts';
import { printChecksums } from './checksums.ts';
import { contentHeader, END, padding, wholeEntry } from './tar-frame.ts';

export interface Contents {
  readonly index: BundleIndex;
  readonly files: ReadonlyMap<string, Buffer>;
  /** As the engine saves them; undefined: there are no images. */
  readonly images: Readable | undefined;
  /** The contents that images are made of, in hexadecimal digits. Others, which engines add, are left out. Absent: nobody knows. */
  readonly wanted?: ReadonlySet<string> | undefined;
}

/** Bytes of an archive: its own, or the content of an image, which has to be read to its end before the next part. */
export type BundlePart =
  | { readonly kind: 'frame'; readonly bytes: Buffer }
  | {
      readonly kind: 'content';
      readonly sum: string;
      readonly size: number;
      readonly chunks: AsyncIterable<Buffer>;
    };

/**
 * A bundle from its beginning to its end. The same project with the same images is the same bytes, whichever engine saved them.
 *
 * @returns the digest: of the checksums, and so of everything
 */
export async function* bundleParts({
  index,
  files,
  images,
  wanted,
}: Contents): AsyncGenerator<BundlePart, string> {
  const sums = new Map<string, string>();
  const frame = async (name: string, content: Buffer): Promise<BundlePart> => {
    sums.set(name, createHash('sha256').update(content).digest('hex'));
    return { kind: 'frame', bytes: await wholeEntry(name, content) };
  };
  yield await frame(INDEX, Buffer.from(`${JSON.stringify(index, null, 2)}\n`));
  for (const [path, content] of files) yield await frame(`${FILES}${path}`, content);
  if (images) {
    const omitted = new Set(index.omitted ?? []);
    const isWanted = (sum: string): boolean => (wanted?.has(sum) ?? true) && !omitted.has(sum);
    const manifest = yield* imageParts(images, isWanted, sums);
    yield await frame(MANIFEST, namedImages(manifest, index));
  }
  const list = Buffer.from(printChecksums(sums));
  yield { kind: 'frame', bytes: Buffer.concat([await wholeEntry(CHECKSUMS, list), END]) };
  return createHash('sha256').update(list).digest('hex');
}

/** @returns docker's list of images */
async function* imageParts(
  images: Readable,
  isWanted: (sum: string) => boolean,
  sums: Map<string, string>,
): AsyncGenerator<BundlePart, string> {
  let manifest = '';
  const saved = extract();
  images.on('error', (error) => saved.destroy(error));
  images.pipe(saved);
  for await (const entry of saved) {
    const { name, size = 0, type } = entry.header;
    const sum = type === 'file' ? BLOB.exec(name)?.[1] : undefined;
    if (name === MANIFEST) manifest = await textOf(buffersOf(entry));
    else if (sum !== undefined && isWanted(sum)) {
      const found = createHash('sha256');
      yield { kind: 'frame', bytes: contentHeader(name, size) };
      yield { kind: 'content', sum, size, chunks: summed(buffersOf(entry), found) };
      yield { kind: 'frame', bytes: padding(size) };
      if (found.digest('hex') !== sum)
        throw new UserError(
          'bad-engine-answer',
          `the engine saved ${name} with another content than its name says`,
        );
      sums.set(name, sum);
    } else for await (const _ of entry);
  }
  return manifest;
}

/** The list in the order of the bundle's own, as engines have none, with the names that the images have in the bundle. */
function namedImages(manifest: string, { images }: BundleIndex): Buffer {
  const saved = manifest === '' ? [] : readManifest(manifest);
  const entries = new Map<string, ManifestEntry>();
  for (const { id, reference } of images) {
    const entry = saved.find((one) => idOf(one) === id);
    if (!entry) throw notByContent(reference);
    const { Config, Layers } = entry;
    const RepoTags = images.filter((image) => image.id === id).map(({ name }) => name);
    entries.set(id, { Config, RepoTags, Layers });
  }
  return Buffer.from(`${JSON.stringify([...entries.values()])}\n`);
}

const notByContent = (reference: string): UserError =>
  new UserError('engine-not-supported', `the engine does not save image ${reference} by its content`, {
    hint: 'bundles need Docker Engine 25 or newer with its own image store, not that of containerd',
  });
