import { Readable } from 'node:stream';
import { describe, expect, test } from 'vitest';
import { demuxFrames } from '../../../src/engine/streams/demux-frames.ts';

const frame = (kind: number, text: string): Buffer => {
  const header = Buffer.alloc(8);
  header[0] = kind;
  header.writeUInt32BE(Buffer.byteLength(text), 4);
  return Buffer.concat([header, Buffer.from(text)]);
};

describe('demuxFrames()', () => {
  test.each([1, 2, 3, 7, 8, 9, 1000])(
    'gives every byte to its stream, in order, with chunks of %i bytes',
    async (size) => {
      const whole = Buffer.concat([frame(1, 'out 1\n'), frame(2, 'err\n'), frame(1, ''), frame(1, 'out 2')]);
      const chunks: Buffer[] = [];
      for (let at = 0; at < whole.length; at += size) chunks.push(whole.subarray(at, at + size));
      const read: { stream: string; text: string }[] = [];

      await demuxFrames(Readable.from(chunks), (stream, chunk) => {
        const last = read.at(-1);
        if (last?.stream === stream) last.text += chunk.toString();
        else read.push({ stream, text: chunk.toString() });
      });

      expect(read).toEqual([
        { stream: 'stdout', text: 'out 1\n' },
        { stream: 'stderr', text: 'err\n' },
        { stream: 'stdout', text: 'out 2' },
      ]);
    },
  );

  test('reads nothing more while the reader is busy', async () => {
    const order: string[] = [];

    await demuxFrames(Readable.from([frame(1, 'a'), frame(1, 'b')]), async (_stream, chunk) => {
      order.push(`begin ${chunk}`);
      await new Promise((resolve) => setTimeout(resolve, 1));
      order.push(`end ${chunk}`);
    });

    expect(order).toEqual(['begin a', 'end a', 'begin b', 'end b']);
  });

  const cut = { code: 'engine-unreachable', message: expect.stringContaining('in the middle of the output') };
  const whole = frame(1, 'out');

  test.each([9, 10, 4, 8])('fails when the stream ends after %i bytes of a frame', async (size) => {
    const chunks = [whole, whole.subarray(0, size)];
    await expect(demuxFrames(Readable.from(chunks), () => {})).rejects.toMatchObject(cut);
  });

  test('says of a stream that breaks whether it was in the middle of a frame', async () => {
    const reset = new Error('read ECONNRESET');
    const breaking = (bytes: Buffer) =>
      Readable.from(
        (async function* () {
          yield bytes;
          throw reset;
        })(),
      );
    await expect(demuxFrames(breaking(whole.subarray(0, 9)), () => {})).rejects.toMatchObject(cut);
    await expect(demuxFrames(breaking(whole), () => {})).rejects.toBe(reset);
  });

  test('passes on what the reader throws in the middle of a frame', async () => {
    const error = new Error('enough');
    const reading = demuxFrames(Readable.from([whole.subarray(0, 9), whole.subarray(9)]), () => {
      throw error;
    });
    await expect(reading).rejects.toBe(error);
  });

  test.each(['{"message":"no"}', 'something else'])('fails where there is no frame: %s', async (text) => {
    await expect(demuxFrames(Readable.from([Buffer.from(text)]), () => {})).rejects.toMatchObject({
      code: 'bad-engine-answer',
      message: expect.stringContaining('there is no frame in'),
    });
  });
});
