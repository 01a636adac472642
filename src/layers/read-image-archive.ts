import { posix } from 'node:path';
import { Readable } from 'node:stream';
import zlib from 'node:zlib';
import { extract } from 'tar-stream';
import type { Json } from '../model/json.ts';
import { type Documents, type FoundImage, findImage } from './image-documents.ts';
import type { ImageContents, ImageLayer, Judge, LayerContents } from './layer-contents.ts';
import { asBadArchive, BadArchive, readLayer } from './read-layer.ts';

interface ArchiveReader {
  readonly judge: Judge;
  /** What is known of a layer already; it is skipped then. */
  readonly known: (layer: string) => LayerContents | undefined;
}

/**
 * Reads the archive that `docker save` makes of images, of engines of all ages, as it comes: each layer once, whoever shares it, and
 * never a layer whole.
 *
 * @param ids of images, `sha256:…`
 * Error: BadArchive; that of the stream.
 *
 * @returns by id; an image that the archive does not have, or has in a form that nobody knows, is left out
 */
export async function readImageArchive(
  raw: Readable,
  ids: readonly string[],
  { judge, known }: ArchiveReader,
): Promise<ReadonlyMap<string, ImageContents>> {
  const archive = extract();
  raw.on('error', (error) => archive.destroy(error));
  raw.pipe(archive);
  const texts = new Texts();
  const layers = new Map<string, LayerContents | undefined>();
  const links = new Map<string, string>();
  try {
    for await (const entry of archive) {
      const { name, type, linkname, size = 0 } = entry.header;
      if (type === 'symlink' || type === 'link') {
        const isOfFolder = type === 'symlink' && !linkname?.startsWith('/');
        links.set(name, posix.join(isOfFolder ? posix.dirname(name) : '', linkname ?? ''));
      }
      const digest = blobDigest(name);
      const isKnown = digest !== undefined && known(digest) !== undefined;
      if (type !== 'file' || size === 0 || isKnown) entry.resume();
      else await readEntry(name, entry, { texts, layers, judge });
    }
  } catch (error) {
    throw asBadArchive(error);
  } finally {
    raw.destroy();
  }
  const at = (name: string): LayerContents | undefined => layers.get(links.get(name) ?? name);
  return new Map(
    ids.flatMap((id) => {
      const found = findImage(id, texts.documents());
      return found ? [[id, contentsOf(found, at, known)] as const] : [];
    }),
  );
}

function contentsOf(
  { layers, history, createdAt }: FoundImage,
  at: (name: string) => LayerContents | undefined,
  known: ArchiveReader['known'],
): ImageContents {
  const read = layers.map(({ id, name }): ImageLayer => {
    const contents = known(id) ?? at(name);
    return { id, ...(contents && { contents }) };
  });
  return { layers: read, history, ...(createdAt !== undefined && { createdAt }) };
}

interface Reading {
  readonly texts: Texts;
  readonly layers: Map<string, LayerContents | undefined>;
  readonly judge: Judge;
}

const blobDigest = (name: string): string | undefined => {
  const [, hex] = /^blobs\/sha256\/([0-9a-f]{64})$/.exec(name) ?? [];
  return hex === undefined ? undefined : `sha256:${hex}`;
};

async function readEntry(name: string, entry: AsyncIterable<unknown>, { texts, layers, judge }: Reading) {
  const pieces = buffersOf(entry);
  const start = await beginning(pieces);
  const rest = continued(start, pieces);
  const kind = kindOf(name, start);
  if (kind === 'text') await texts.add(name, rest);
  else if (kind === 'layer') layers.set(name, await layerOf(unpacked(start, rest), judge));
  for await (const _ of pieces); // the next entry comes behind the rest of this one
}

/** A layer that is broken is not known; the others still are. */
async function layerOf(content: AsyncIterable<Buffer> | undefined, judge: Judge) {
  if (!content) return undefined;
  try {
    return await readLayer(content, judge);
  } catch (error) {
    if (error instanceof BadArchive || isOfCompression(error)) return undefined;
    throw error;
  }
}

const isOfCompression = (error: unknown): boolean =>
  error instanceof Error && 'code' in error && /^(?:Z_|ERR_ZSTD|ZSTD_)/.test(String(error.code));

const BLOCK = 512;

async function beginning(pieces: AsyncGenerator<Buffer>): Promise<Buffer> {
  let start = Buffer.alloc(0);
  while (start.length < BLOCK) {
    const { value, done } = await pieces.next();
    if (done) break;
    start = Buffer.concat([start, value]);
  }
  return start;
}

const GZIP = '1f8b';
const ZSTD = '28b52ffd';

function kindOf(name: string, start: Buffer): 'text' | 'layer' | undefined {
  const isBlob = blobDigest(name) !== undefined;
  if (!isBlob) return name.endsWith('/layer.tar') ? 'layer' : name.endsWith('.json') ? 'text' : undefined;
  const isArchive =
    start.toString('latin1', 257, 262) === 'ustar' ||
    [GZIP, ZSTD].some((magic) => start.toString('hex', 0, 4).startsWith(magic));
  return isArchive || start[0] !== 0x7b ? 'layer' : 'text';
}

/** undefined: this program cannot unpack it. Node has zstd since 22.15. */
function unpacked(start: Buffer, content: AsyncIterable<Buffer>): AsyncIterable<Buffer> | undefined {
  const magic = start.toString('hex', 0, 4);
  if (!magic.startsWith(GZIP) && magic !== ZSTD) return content;
  if (magic === ZSTD && typeof zlib.createZstdDecompress !== 'function') return undefined;
  const through = magic === ZSTD ? zlib.createZstdDecompress() : zlib.createGunzip();
  const packed = Readable.from(content, { objectMode: false });
  packed.on('error', (error) => through.destroy(error));
  return buffersOf(packed.pipe(through));
}

async function* buffersOf(entry: AsyncIterable<unknown>): AsyncGenerator<Buffer> {
  for await (const piece of entry) if (Buffer.isBuffer(piece)) yield piece;
}

async function* continued(start: Buffer, rest: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  if (start.length > 0) yield start;
  yield* rest;
}

/** The small documents of an archive, which say what belongs together. */
class Texts {
  readonly #texts = new Map<string, string>();
  #bytes = 0;

  /** One that is too large to be one is left out. */
  async add(name: string, content: AsyncIterable<Buffer>): Promise<void> {
    const pieces: Buffer[] = [];
    let bytes = 0;
    for await (const piece of content) {
      bytes += piece.length;
      if (bytes <= LARGEST_TEXT) pieces.push(piece);
      else pieces.length = 0;
    }
    if (bytes > LARGEST_TEXT || this.#bytes + bytes > MOST_TEXT) return;
    this.#bytes += bytes;
    this.#texts.set(name, Buffer.concat(pieces).toString('utf8'));
  }

  documents(): Documents {
    return (name) => {
      try {
        const read: Json = JSON.parse(this.#texts.get(name) ?? 'null');
        return read;
      } catch {
        return undefined;
      }
    };
  }
}

const LARGEST_TEXT = 4 * 1024 * 1024;
const MOST_TEXT = 64 * 1024 * 1024;
