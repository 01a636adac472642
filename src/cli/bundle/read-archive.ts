import { Readable } from 'node:stream';
import { extract } from 'tar-stream';
import { UserError } from '../../diagnostics/user-error.ts';
import { EngineError } from '../../engine/refusals/engine-error.ts';
import { decompressor } from '../../reconciler/volumes/compression.ts';
import { buffersOf } from './buffers-of.ts';
import { BLOB, badBundle, CHECKSUMS, FILES, INDEX, isInside, MANIFEST } from './bundle-format.ts';

export interface Entry {
  readonly name: string;
  readonly size: number;
  readonly chunks: AsyncGenerator<Buffer>;
}

/** No project has more: a list of names has to end too. */
const MOST_ENTRIES = 100_000;

/**
 * The entries of a bundle, as they come. Only what a bundle may have is given on: no links, no devices, nothing outside of its folder,
 * nothing twice.
 *
 * Error: UserError `bad-bundle`.
 */
export async function* readArchive(raw: AsyncIterable<unknown>): AsyncGenerator<Entry> {
  const archive = extract();
  const source = Readable.from(unpacked(raw), { objectMode: false });
  source.on('error', (error) => archive.destroy(error));
  source.pipe(archive);
  const names = new Set<string>();
  try {
    for await (const entry of archive) {
      const { name, type, size = 0 } = entry.header;
      if (type !== 'file' && type !== null)
        throw badBundle(`${shown(name)} is a ${type}, and it has files only`);
      if (!isKnown(name)) throw badBundle(`${shown(name)} is nothing that a bundle has`);
      if (names.has(name)) throw badBundle(`${shown(name)} is there twice`);
      names.add(name);
      if (names.size > MOST_ENTRIES) throw badBundle('it has more entries than any project');
      yield { name, size, chunks: explaining(buffersOf(entry)) };
    }
  } catch (error) {
    throw explained(error);
  } finally {
    source.destroy();
  }
}

const shown = (name: string): string => JSON.stringify(name.slice(0, 200));

const isKnown = (name: string): boolean =>
  [INDEX, CHECKSUMS, MANIFEST].includes(name) ||
  BLOB.test(name) ||
  (name.startsWith(FILES) && isInside(name.slice(FILES.length)));

/** Without its compression, whichever it has. */
async function* unpacked(raw: AsyncIterable<unknown>): AsyncGenerator<Buffer> {
  const pieces = buffersOf(raw);
  let start = Buffer.alloc(0);
  while (start.length < 4) {
    const { value, done } = await pieces.next();
    if (done) throw badBundle(start.length === 0 ? 'it is empty' : 'it ends at its beginning');
    start = Buffer.concat([start, value]);
  }
  const whole = continued(start, pieces);
  const through = decompressor(start);
  if (!through) yield* whole;
  else {
    const packed = Readable.from(whole, { objectMode: false });
    packed.on('error', (error) => through.destroy(error));
    yield* buffersOf(packed.pipe(through));
  }
}

async function* continued(start: Buffer, rest: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  yield start;
  yield* rest;
}

/** An archive that ends in the middle ends in the middle of an entry. */
async function* explaining(chunks: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  try {
    yield* chunks;
  } catch (error) {
    throw explained(error);
  }
}

/** What the readers of tar and of its compression say of it is no bug of ours. */
function explained(error: unknown): unknown {
  if (error instanceof UserError || error instanceof EngineError || !(error instanceof Error)) return error;
  const code = 'code' in error ? String(error.code) : '';
  const isOfArchive =
    /^(?:Z_|ERR_ZSTD|ZSTD_)/.test(code) ||
    /unexpected end|invalid tar|tar header|buffer error/i.test(error.message);
  if (!isOfArchive) return error;
  return badBundle(
    /unexpected end|premature|buffer error/i.test(error.message)
      ? 'it ends in the middle'
      : `it is no archive: ${error.message}`,
  );
}
