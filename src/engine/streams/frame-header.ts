import { badAnswer } from '../refusals/engine-error.ts';

export const HEADER = 8;

export const FRAME = { stderr: 2, systemError: 3 } as const;

/**
 * The head of a frame: the stream (0 to 3), three zeros, and the length of the rest.
 *
 * @param bytes has at least `HEADER` bytes from `at` on
 * Error: EngineError for anything else, whose length would mean nothing.
 */
export function frameHeader(bytes: Buffer, at: number): { readonly kind: number; readonly length: number } {
  const kind = bytes[at] ?? 0;
  if (kind > FRAME.systemError || bytes.readUIntBE(at + 1, 3) !== 0) throw noFrame(bytes.subarray(at));
  return { kind, length: bytes.readUInt32BE(at + 4) };
}

export const noFrame = (bytes: Buffer) =>
  badAnswer(
    'a request for output',
    `there is no frame in ${JSON.stringify(bytes.subarray(0, 40).toString('latin1'))}`,
  );
