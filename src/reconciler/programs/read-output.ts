import type { Duplex } from 'node:stream';
import { demuxFrames } from '../../engine/streams/demux-frames.ts';

/**
 * Reads what a process writes to its end; interrupted, it hears no more and throws.
 *
 * @param onChunk may return a promise: nothing more is read before it resolves.
 */
export async function readOutput(
  stream: Duplex,
  { tty, signal }: { readonly tty: boolean; readonly signal: AbortSignal },
  onChunk: (stream: 'stdout' | 'stderr', chunk: Buffer) => Promise<void> | void,
): Promise<void> {
  const stop = (): void => {
    stream.destroy();
  };
  signal.addEventListener('abort', stop, { once: true });
  if (signal.aborted) stop();
  try {
    if (tty) for await (const chunk of stream) await onChunk('stdout', chunk);
    else await demuxFrames(stream, onChunk);
    signal.throwIfAborted();
  } finally {
    signal.removeEventListener('abort', stop);
  }
}
