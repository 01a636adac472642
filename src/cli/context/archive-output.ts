import type { Writable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { EXIT } from './exit-codes.ts';

/** What a system says when nobody reads any more. */
const GONE: readonly unknown[] = ['EPIPE', 'ECONNRESET'];

interface Target {
  readonly to: Writable;
  readonly exit: (code: number) => void;
}

const STANDARD: Target = { to: process.stdout, exit: (code) => process.exit(code) };

/**
 * Sends an archive to standard output. Half a text is something to whoever reads no further (`gantry logs | head`); half an archive is
 * nothing, so whoever cuts it off is told by the exit code.
 */
export async function sendArchive(
  parts: readonly [NodeJS.ReadableStream, ...NodeJS.ReadWriteStream[]],
  signal?: AbortSignal,
  { to, exit }: Target = STANDARD,
): Promise<void> {
  const cut = (error: NodeJS.ErrnoException): void => {
    if (GONE.includes(error.code)) exit(EXIT.failed);
  };
  // Before those of the program, which end it with 0.
  to.prependListener('error', cut);
  try {
    await pipeline([...parts, to], { end: false, ...(signal && { signal }) });
  } finally {
    to.removeListener('error', cut);
  }
}
