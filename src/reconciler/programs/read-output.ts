import type { Duplex } from 'node:stream';
import { demuxFrames } from '../../engine/streams/demux-frames.ts';

/** Reads what a process writes to its end; interrupted, it hears no more and throws. */
export async function readOutput(
  stream: Duplex,
  { tty, signal }: { readonly tty: boolean; readonly signal: AbortSignal },
  onChunk: (stream: 'stdout' | 'stderr', chunk: Buffer) => void,
): Promise<void> {
  const stop = (): void => {
    stream.destroy();
  };
  signal.addEventListener('abort', stop, { once: true });
  if (signal.aborted) stop();
  try {
    if (tty) for await (const chunk of stream) onChunk('stdout', chunk);
    else await demuxFrames(stream, onChunk);
    signal.throwIfAborted();
  } finally {
    signal.removeEventListener('abort', stop);
  }
}
