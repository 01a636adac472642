import { Readable } from 'node:stream';
import { answerBroken, badAnswer } from '../refusals/engine-error.ts';

const BLOCK = 512;

/**
 * An archive from the engine. When the engine goes away in the middle, or sends something else, its error is an EngineError.
 *
 * @param call as an error names it
 */
export function archiveStream(answer: Readable, call: string, signal?: AbortSignal): Readable {
  async function* chunks(): AsyncGenerator<Buffer> {
    let start = Buffer.alloc(0);
    let sizeBytes = 0;
    try {
      for await (const piece of answer) {
        const chunk: Buffer = piece;
        sizeBytes += chunk.length;
        if (start.length < BLOCK) {
          start = Buffer.concat([start, chunk]);
          if (start.length < BLOCK) continue;
          if (!isHeader(start)) throw noArchive(call, start);
          yield start;
        } else yield chunk;
      }
      if (sizeBytes === 0 || sizeBytes % BLOCK > 0) throw noArchive(call, start);
    } catch (error) {
      throw signal?.aborted ? error : answerBroken(error);
    }
  }
  return Readable.from(chunks(), { objectMode: false }).on('close', () => answer.destroy());
}

const noArchive = (call: string, start: Buffer) =>
  badAnswer(call, `it is no tar archive: ${JSON.stringify(start.subarray(0, 40).toString('latin1'))}`);

const CHECKSUM = { from: 148, to: 156 } as const;

/** The sum of all bytes of a header, its own sum taken for spaces, is written in it, in octal digits. An archive of nothing is all zeros. */
function isHeader(start: Buffer): boolean {
  const block = start.subarray(0, BLOCK);
  const written = Number.parseInt(
    block.toString('latin1', CHECKSUM.from, CHECKSUM.to).replaceAll('\0', ' '),
    8,
  );
  let sum = 0;
  for (const [index, byte] of block.entries())
    sum += index >= CHECKSUM.from && index < CHECKSUM.to ? 0x20 : byte;
  return written === sum || block.every((byte) => byte === 0);
}
