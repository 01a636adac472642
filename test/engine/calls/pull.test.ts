import { Readable } from 'node:stream';
import { expect, test } from 'vitest';
import { followPull, pullQuery } from '../../../src/engine/calls/pull.ts';
import type { Progress } from '../../../src/model/event.ts';

test.each([
  ['busybox', { fromImage: 'busybox', tag: 'latest' }],
  ['me/app:2', { fromImage: 'me/app', tag: '2' }],
  ['box:5000/app', { fromImage: 'box:5000/app', tag: 'latest' }],
  ['box:5000/app:2', { fromImage: 'box:5000/app', tag: '2' }],
  ['app:2@sha256:ab', { fromImage: 'app', tag: 'sha256:ab' }],
])('pullQuery() of %s always has one tag, so that not all of them are pulled', (reference, expected) => {
  expect(pullQuery(reference, undefined)).toEqual({ ...expected, platform: undefined });
});

test('followPull() tells how far each layer is', async () => {
  const { progress, failure } = await follow(
    { status: 'Pulling from me/app', id: '2' },
    { status: 'Downloading', progressDetail: { current: 10, total: 40 }, id: '5b40' },
    { status: 'Pull complete', progressDetail: {}, id: '5b40' },
  );

  expect(failure).toBeUndefined();
  expect(progress).toEqual([
    { text: 'Pulling from me/app' },
    { text: 'Downloading', part: '5b40', currentBytes: 10, totalBytes: 40 },
    { text: 'Pull complete', part: '5b40' },
  ]);
});

test('followPull() fails with the error that comes after the engine had said 200', async () => {
  const text = 'toomanyrequests: You have reached your pull rate limit';
  const { failure } = await follow(
    { status: 'Pulling from me/app', id: '2' },
    { errorDetail: { message: text }, error: text },
  );

  expect(failure).toMatchObject({ code: 'registry-unreachable' });
});

test('followPull() fails when the answer ends in the middle', async () => {
  const broken = new Readable({ read: () => broken.destroy(new Error('aborted')) });

  await expect(followPull(broken, () => {}, new AbortController().signal)).rejects.toMatchObject({
    code: 'engine-unreachable',
  });
});

async function follow(...messages: readonly object[]) {
  const progress: Progress[] = [];
  const stream = Readable.from(messages.map((message) => Buffer.from(`${JSON.stringify(message)}\r\n`)));
  const failure = await followPull(
    stream,
    (made) => void progress.push(made),
    new AbortController().signal,
  ).then(
    () => undefined,
    (error: unknown) => error,
  );
  return { progress, failure };
}
