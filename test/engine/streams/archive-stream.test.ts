import { Readable } from 'node:stream';
import { buffer, text } from 'node:stream/consumers';
import { pack } from 'tar-stream';
import { expect, test } from 'vitest';
import { archiveStream } from '../../../src/engine/streams/archive-stream.ts';

/** As Node ends an answer whose connection is lost. */
const cut = (): Readable =>
  Readable.from(
    (async function* () {
      yield Buffer.from('half');
      throw Object.assign(new Error('aborted'), { code: 'ECONNRESET' });
    })(),
  );

const CALL = 'GET /containers/c1/archive';

/** In pieces that end anywhere. */
const inPieces = (whole: Buffer): Readable =>
  Readable.from([whole.subarray(0, 100), whole.subarray(100, 700), whole.subarray(700)]);

test('archiveStream() passes on what the engine sends, and says so when it goes away in the middle', async () => {
  const packed = pack();
  packed.entry({ name: 'a' }, 'content');
  packed.finalize();
  const whole = await buffer(packed);

  expect(await buffer(archiveStream(inPieces(whole), CALL))).toEqual(whole);
  await expect(text(archiveStream(cut(), CALL))).rejects.toMatchObject({
    code: 'engine-unreachable',
    message: 'the engine ended its answer in the middle',
  });
});

test.each(['', '{}', 'x'.repeat(1024)])(
  'archiveStream() takes no other answer for an archive: %j',
  async (answer) => {
    await expect(text(archiveStream(Readable.from([Buffer.from(answer)]), CALL))).rejects.toMatchObject({
      code: 'bad-engine-answer',
      message: expect.stringContaining(
        `the engine's answer to ${CALL} is not what its API says: it is no tar archive`,
      ),
    });
  },
);

test('archiveStream() ends the answer when nobody reads on', async () => {
  const answer = cut();

  archiveStream(answer, CALL).destroy();

  await expect.poll(() => answer.destroyed).toBe(true);
});
