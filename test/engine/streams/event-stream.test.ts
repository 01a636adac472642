import { PassThrough } from 'node:stream';
import { expect, test } from 'vitest';
import type { EngineEvent } from '../../../src/engine/port/engine-answers.ts';
import { followEvents } from '../../../src/engine/streams/event-stream.ts';

const DIE = {
  status: 'die',
  Type: 'container',
  Action: 'die',
  Actor: { ID: 'bcb6', Attributes: { execDuration: '2', exitCode: '137', image: 'busybox', name: 'web-1' } },
  time: 1795527645,
  timeNano: 1795527645412140000,
};

test('followEvents() reads the events of a stream, however it is cut', async () => {
  const { stream, events } = listen();
  const text = [DIE, { ...DIE, Action: 'health_status: healthy' }, { ...DIE, Action: 'exec_start: true' }]
    .map((message) => `${JSON.stringify(message)}\n`)
    .join('');

  for (const piece of text.match(/.{1,50}/gs) ?? []) stream.write(piece);
  await expect.poll(() => events.length).toBe(3);

  expect(events[0]).toMatchObject({ container: 'bcb6', name: 'web-1', action: 'die', exitCode: 137 });
  expect(events[0]?.timeMs).toBeCloseTo(1795527645412.14, 1);
  expect(events.map(({ action }) => action)).toEqual(['die', 'healthy', 'other']);
});

test('followEvents() fails at a line that does not end', async () => {
  const { stream, subscription } = listen();
  const piece = Buffer.alloc(1024 * 1024, 'a');
  stream.on('drain', () => stream.write(piece));
  stream.write(piece);

  await expect(subscription.ended).rejects.toMatchObject({
    code: 'bad-engine-answer',
    message: "a line of the engine's answer to GET /events is longer than 16 MiB",
  });
  expect(stream.destroyed).toBe(true);
});

test('followEvents() ends well when it is closed', async () => {
  const { subscription } = listen();

  subscription.close();

  await expect(subscription.ended).resolves.toBeUndefined();
});

test('followEvents() fails when the engine ends the stream or the connection breaks', async () => {
  const ended = listen();
  const broken = listen();

  ended.stream.end();
  broken.stream.destroy(new Error('socket hang up'));

  await expect(ended.subscription.ended).rejects.toMatchObject({ code: 'engine-unreachable' });
  await expect(broken.subscription.ended).rejects.toMatchObject({ code: 'engine-unreachable' });
});

function listen() {
  const stream = new PassThrough();
  const events: EngineEvent[] = [];
  return { stream, events, subscription: followEvents(stream, (event) => events.push(event)) };
}
