import { Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
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

test('archiveStream() passes on what the engine sends, and says so when it goes away in the middle', async () => {
  expect(await text(archiveStream(Readable.from([Buffer.from('a'), Buffer.from('b')])))).toBe('ab');
  await expect(text(archiveStream(cut()))).rejects.toMatchObject({
    code: 'engine-unreachable',
    message: 'the engine ended its answer in the middle',
  });
});

test('archiveStream() ends the answer when nobody reads on', async () => {
  const answer = cut();

  archiveStream(answer).destroy();

  await expect.poll(() => answer.destroyed).toBe(true);
});
