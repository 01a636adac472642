import type { Readable } from 'node:stream';
import { outputCut } from './cut-output.ts';
import { FRAME, frameHeader, HEADER } from './frame-header.ts';

/**
 * Reads the stream of a process without a terminal, as bytes; the readers of logs (log-demux.ts) give lines.
 *
 * Shape:  frames of 8 bytes (stream, three zeros, length as a big-endian 32 bit number) and that many bytes.
 * Source: Docker Engine API v1.45, `POST /containers/{id}/attach`, "Stream format";
 *         https://docs.docker.com/reference/api/engine/version/v1.45/#tag/Container/operation/ContainerAttach.
 *
 * @param onChunk may return a promise: the next read waits for it, so a slow reader slows the process (backpressure).
 * Error: EngineError when the stream ends in the middle of a frame.
 */
export async function demuxFrames(
  stream: Readable,
  onChunk: (stream: 'stdout' | 'stderr', chunk: Buffer) => Promise<void> | void,
): Promise<void> {
  let rest: Buffer = Buffer.alloc(0);
  let left = 0;
  let kind: 'stdout' | 'stderr' = 'stdout';
  const isMidFrame = (): boolean => left > 0 || rest.length > 0;
  for await (const bytes of wholeFrames(stream, isMidFrame)) {
    rest = rest.length === 0 ? bytes : Buffer.concat([rest, bytes]);
    while (rest.length > 0) {
      if (left === 0) {
        if (rest.length < HEADER) break;
        const header = frameHeader(rest, 0);
        kind = header.kind === FRAME.stderr ? 'stderr' : 'stdout';
        left = header.length;
        rest = rest.subarray(HEADER);
        continue;
      }
      const chunk = rest.subarray(0, left);
      rest = rest.subarray(chunk.length);
      left -= chunk.length;
      await onChunk(kind, chunk);
    }
  }
}

/** However the stream ends there: what a frame lacks was lost. */
async function* wholeFrames(stream: Readable, isMidFrame: () => boolean): AsyncGenerator<Buffer, void> {
  try {
    yield* stream;
  } catch (error) {
    throw isMidFrame() ? outputCut(error) : error;
  }
  if (isMidFrame()) throw outputCut();
}
