import { buffer } from 'node:stream/consumers';
import { pack } from 'tar-stream';
import { humanSize } from '../../util/human-size.ts';
import { buffersOf } from './buffers-of.ts';
import type { BundlePart } from './bundle-parts.ts';
import { DamagedPiece, type FarFolder, writeTo } from './far-folder.ts';
import { type Piece, piecesOf } from './pieces.ts';

/** Pieces below this travel together. */
const SMALL = 64 * 1024;

/** Damage that comes back is no accident. */
const MOST_TRIES = 3;

interface Sent {
  readonly digest: string;
  readonly gantry: string | undefined;
  readonly folder: string;
}

/**
 * Sends what is not there yet, piece by piece, and has all of it compared there.
 *
 * @param parts begins the bundle; anew where something arrived damaged
 * @param tell gets a line for each larger piece
 */
export async function sendBundle(
  far: FarFolder,
  parts: () => Promise<AsyncGenerator<BundlePart, string>>,
  tell: (line: string) => void,
): Promise<Sent> {
  for (let tries = 1; ; tries++)
    try {
      return await sendOnce(far, await parts(), tell);
    } catch (error) {
      if (!(error instanceof DamagedPiece) || tries === MOST_TRIES) throw error;
      tell('what had arrived there was damaged: it is sent again');
    }
}

async function sendOnce(
  far: FarFolder,
  parts: AsyncGenerator<BundlePart, string>,
  tell: (line: string) => void,
): Promise<Sent> {
  const found = await far.open();
  const order: string[] = [];
  const small = new Map<string, Buffer>();
  const before = new Set<string>();
  const pieces = piecesOf(parts);
  for (;;) {
    const { value: piece, done } = await pieces.next();
    if (done) {
      if (small.size > 0) await far.putSmall(packed(small));
      await far.list(order, [...before]);
      return { digest: piece, gantry: found.gantry, folder: found.folder };
    }
    order.push(piece.sum);
    const size = piece.kind === 'frame' ? piece.bytes.length : piece.size;
    const isKnown = small.has(piece.sum) || found.pieces.has(piece.sum);
    if (found.pieces.has(piece.sum)) before.add(piece.sum);
    if (isKnown) {
      await drain(piece);
      if (size >= SMALL) tell(`  ${named(piece)}, ${humanSize(size)}: is there`);
    } else if (size < SMALL) small.set(piece.sum, await buffer(bytesOf(piece)));
    else await putLarge(far, piece, size, found.parts.get(piece.sum), tell);
  }
}

async function putLarge(
  far: FarFolder,
  piece: Piece,
  size: number,
  part: string | undefined,
  tell: (line: string) => void,
): Promise<void> {
  await far.put(piece.sum, size, part, async (from, input) => {
    tell(`  ${named(piece)}, ${humanSize(size)}: ${from > 0 ? `goes on at ${humanSize(from)}` : 'is sent'}`);
    let at = 0;
    for await (const chunk of bytesOf(piece)) {
      const rest = chunk.subarray(Math.max(0, Math.min(chunk.length, from - at)));
      at += chunk.length;
      if (rest.length > 0 && !(await writeTo(input, rest))) return;
    }
  });
}

const named = (piece: Piece): string =>
  `${piece.kind === 'content' ? 'layer' : 'files'} ${piece.sum.slice(0, 12)}`;

async function* bytesOf(piece: Piece): AsyncGenerator<Buffer> {
  if (piece.kind === 'frame') yield piece.bytes;
  else yield* piece.chunks;
}

async function drain(piece: Piece): Promise<void> {
  for await (const _ of bytesOf(piece));
}

async function* packed(pieces: ReadonlyMap<string, Buffer>): AsyncGenerator<Buffer> {
  const archive = pack();
  for (const [name, content] of pieces) archive.entry({ name, mode: 0o600, mtime: new Date(0) }, content);
  archive.finalize();
  yield* buffersOf(archive);
}
