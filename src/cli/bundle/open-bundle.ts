import { createReadStream } from 'node:fs';
import { fileError } from '../../diagnostics/file-error.ts';
import { buffersOf } from './buffers-of.ts';

/** The bytes of a file. Error: UserError `missing-file`, `file-unreadable`. */
export async function* bytesOfFile(file: string): AsyncGenerator<Buffer> {
  try {
    yield* buffersOf(createReadStream(file, { highWaterMark: 1 << 20 }));
  } catch (error) {
    throw fileError(file, 'cannot be read', error);
  }
}

/** Breaks off when the user does. */
export async function* interruptible<Chunk>(
  chunks: AsyncIterable<Chunk>,
  signal: AbortSignal,
): AsyncGenerator<Chunk> {
  for await (const chunk of chunks) {
    signal.throwIfAborted();
    yield chunk;
  }
}
