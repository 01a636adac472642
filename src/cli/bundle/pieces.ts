import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { readText } from '../../util/read-text.ts';
import { badBundle } from './bundle-format.ts';
import type { BundlePart } from './bundle-parts.ts';
import { bytesOfFile } from './open-bundle.ts';

/**
 * A bundle in pieces, each in a file with the name of its SHA-256: the contents of images, and what stands between them. Contents that
 * stay the same keep their names, so what has arrived once need not be sent again.
 */
export type Piece =
  | {
      readonly kind: 'content';
      readonly sum: string;
      readonly size: number;
      readonly chunks: AsyncIterable<Buffer>;
    }
  | { readonly kind: 'frame'; readonly sum: string; readonly bytes: Buffer };

/** The file with the names of the pieces in their order, one a line. */
const PIECES = 'pieces';

export async function* piecesOf(parts: AsyncGenerator<BundlePart, string>): AsyncGenerator<Piece, string> {
  let frames: Buffer[] = [];
  const frame = (): readonly Piece[] => {
    const bytes = Buffer.concat(frames);
    frames = [];
    return bytes.length === 0
      ? []
      : [{ kind: 'frame', sum: createHash('sha256').update(bytes).digest('hex'), bytes }];
  };
  for (;;) {
    const { value, done } = await parts.next();
    if (done) {
      yield* frame();
      return value;
    }
    if (value.kind === 'frame') frames.push(value.bytes);
    else {
      yield* frame();
      yield value;
    }
  }
}

/** The bytes of a bundle in pieces. Error: UserError `bad-bundle`, `missing-file`. */
export async function* bytesOfPieces(folder: string): AsyncGenerator<Buffer> {
  const names = (readText(join(folder, PIECES)) ?? '').trim().split('\n');
  const strange = names.find((name) => !/^[0-9a-f]{64}$/.test(name));
  if (strange !== undefined) throw badBundle(`${JSON.stringify(strange)} is the name of no piece`);
  for (const name of names) yield* bytesOfFile(join(folder, name));
}
