import { Readable } from 'node:stream';
import { expect, test } from 'vitest';
import { startClock } from '../../../src/engine/connection/call-clock.ts';
import { limitsOf } from '../../../src/engine/connection/call-limits.ts';
import { textOf } from '../../../src/engine/connection/read-answer.ts';

test('textOf() gives up an answer without end, naming the call and the size, and closes it', async () => {
  const piece = Buffer.alloc(1024 * 1024, ' ');
  function* endless() {
    for (;;) yield piece;
  }
  const answer = Readable.from(endless());
  const clock = startClock(
    'GET /networks',
    limitsOf({ method: 'GET', path: '/networks' }),
    undefined,
    () => {},
  );

  await expect(textOf(answer, clock, 'GET /networks')).rejects.toMatchObject({
    code: 'bad-engine-answer',
    message: "the engine's answer to GET /networks is longer than 256 MiB",
  });
  expect(answer.destroyed).toBe(true);
});
