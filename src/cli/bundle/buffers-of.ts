import type { Hash } from 'node:crypto';
import { badBundle, LARGEST_LIST } from './bundle-format.ts';

export type Chunks = AsyncIterable<Buffer> | Iterable<Buffer>;

/** The content of an entry, piece by piece. */
export async function* buffersOf(entry: AsyncIterable<unknown>): AsyncGenerator<Buffer> {
  for await (const chunk of entry) if (Buffer.isBuffer(chunk)) yield chunk;
}

/** Error: UserError `bad-bundle` for more than any list has. */
export async function textOf(chunks: AsyncIterable<Buffer>): Promise<string> {
  const parts: Buffer[] = [];
  let size = 0;
  for await (const chunk of chunks) {
    size += chunk.length;
    if (size > LARGEST_LIST) throw badBundle('it has a list that is larger than any list');
    parts.push(chunk);
  }
  return Buffer.concat(parts).toString('utf8');
}

/** The same, counted into a checksum on its way. */
export async function* summed(chunks: Chunks, sum: Hash): AsyncGenerator<Buffer> {
  for await (const chunk of chunks) {
    sum.update(chunk);
    yield chunk;
  }
}
