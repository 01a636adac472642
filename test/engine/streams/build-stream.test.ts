import { readFileSync } from 'node:fs';
import { Readable } from 'node:stream';
import { expect, test } from 'vitest';
import { followBuild } from '../../../src/engine/streams/build-stream.ts';
import type { Progress } from '../../../src/model/event.ts';

const RECORDED = readFileSync(new URL('../recorded/buildkit-failure.jsonl', import.meta.url), 'utf8');

test('followBuild() tells each step of BuildKit as it begins and ends, and what it writes', async () => {
  const { progress, moments } = await follow(RECORDED);

  expect(progress).toEqual(expect.arrayContaining(['[2/3] RUN echo fine', 'fine', 'one', 'two']));
  const number = moments.find(({ text }) => text === '[2/3] RUN echo fine')?.build?.step;
  const own = moments.filter(({ build }) => build?.step === number);
  expect(own).toMatchObject([
    { build: { what: 'begun' } },
    { text: 'fine', part: '[2/3] RUN echo fine', build: { what: 'line', seconds: expect.any(Number) } },
    { build: { what: 'done', seconds: expect.any(Number) } },
  ]);
  const [, line, end] = own;
  expect(line?.build?.seconds).toBeGreaterThan(0);
  expect(end?.build?.seconds).toBeGreaterThanOrEqual(line?.build?.seconds ?? 0);
  expect(moments.find(({ build }) => build?.what === 'failed')).toMatchObject({
    part: '[3/3] RUN echo one && echo two >&2 && exit 9',
    text: expect.stringContaining('exit code: 9'),
  });
});

test('followBuild() cuts a line without an end', async () => {
  const piece = { stream: 'x'.repeat(2 ** 18) };
  const { progress } = await follow(
    lines({ stream: 'Step 1/1 : RUN cat /dev/zero' }, ...Array.from({ length: 9 }, () => piece), {
      aux: { ID: 'sha256:1' },
    }),
  );

  expect(progress.map(({ length }) => length)).toEqual([28, 2 ** 20, 2 ** 20, 2 ** 18, 4]);
});

test('followBuild() disarms what commands write', async () => {
  const { progress } = await follow(
    lines(
      { stream: 'Step 1/1 : RUN \u001b[2Jmake' },
      { stream: '\u001b[31mred\u001b[0m\u0007\n10%\r20%\r100%\n' },
      { aux: { ID: 'sha256:1' } },
    ),
  );

  expect(progress).toEqual(['Step 1/1 : RUN make', 'red\\x07', '100%', 'done']);
});

test('followBuild() keeps the first lines that look like errors, however much comes after them', async () => {
  const noise = Array.from({ length: 30 }, (_, line) => ({ stream: `cleaning up ${line}\n` }));
  const { error } = await follow(
    lines(
      { stream: 'Step 1/1 : RUN make' },
      ...[
        'compiling error-handler.js',
        'src/a.c:3:5: error: no member x',
        '0 errors so far',
        'npm ERR! code',
      ].map((line) => ({ stream: `${line}\n` })),
      { stream: 'ModuleNotFoundError: No module named x\n' },
      ...noise,
      { errorDetail: { message: 'exit code: 2' } },
    ),
  );

  expect(error).toMatchObject({
    firstErrors: [
      'src/a.c:3:5: error: no member x',
      'npm ERR! code',
      'ModuleNotFoundError: No module named x',
    ],
  });
});

test('followBuild() fails with the step that failed and the end of what it wrote', async () => {
  const { error } = await follow(RECORDED);

  expect(error).toMatchObject({
    code: 'build-failed',
    message: '[3/3] RUN echo one && echo two >&2 && exit 9: the command ended with exit code 9',
    output: ['one', 'two'],
  });
});

test('followBuild() reads the classic builder too, and keeps only the last lines of a long output', async () => {
  const output = Array.from({ length: 100 }, (_, line) => ({ stream: `line ${line}\n` }));
  const { progress, error } = await follow(
    lines(
      { stream: 'Step 1/2 : FROM busybox' },
      { stream: '\n' },
      { stream: ' ---> 41daa98d8128\n' },
      { stream: 'Step 2/2 : RUN make' },
      { stream: '\n' },
      ...output,
      { stream: '\u001b[91mtwo\n\u001b[0m' },
      {
        errorDetail: { code: 2, message: "The command '/bin/sh -c make' returned a non-zero code: 2" },
        error: 'x',
      },
    ),
  );

  expect(progress.slice(0, 4)).toEqual(['Step 1/2 : FROM busybox', 'done', 'Step 2/2 : RUN make', 'line 0']);
  expect(error).toMatchObject({
    message: 'Step 2/2 : RUN make: the command ended with exit code 2',
    output: [...Array.from({ length: 19 }, (_, line) => `line ${81 + line}`), 'two'],
  });
});

test('followBuild() gives the id of the image that the last message names', async () => {
  const stream = lines(
    { stream: 'Step 1/1 : FROM busybox' },
    { aux: { ID: 'sha256:1' } },
    { id: 'moby.image.id', aux: { ID: 'sha256:2' } },
  );

  expect((await follow(stream)).id).toBe('sha256:2');
});

test.each([
  [
    'failed to compute cache key: failed to calculate checksum of ref 3d3f::lred: "/app.js": not found',
    'the build context has no app.js',
  ],
  [
    'nope:1: failed to resolve source metadata for docker.io/library/nope:1: failed to do request: Head "https://registry-1.docker.io/v2/library/nope/manifests/1": dial tcp: lookup registry-1.docker.io: no such host',
    'base image nope:1: the engine cannot reach the registry registry-1.docker.io: dial tcp: lookup registry-1.docker.io: no such host',
  ],
  [
    'box:5000/app:1: failed to resolve source metadata for box:5000/app:1: no active sessions',
    'base image box:5000/app:1: its registry requires a login',
  ],
  [
    'Multi-platform build is not supported for the docker driver.',
    'the builder of the engine cannot do this: Multi-platform build is not supported for the docker driver.',
  ],
  [
    'granting entitlement security.insecure is not allowed by build daemon configuration',
    'the builder does not allow security.insecure',
  ],
  ['target stage "zz" could not be found', 'the Dockerfile has no stage "zz"'],
])('followBuild() says of %j what is wrong', async (text, message) => {
  expect((await follow(lines({ errorDetail: { message: text }, error: text }))).error?.message).toBe(message);
});

async function follow(text: string) {
  const moments: Progress[] = [];
  // Chunks that end anywhere, as on a connection.
  const chunks =
    Buffer.from(text)
      .toString('latin1')
      .match(/.{1,700}/gs) ?? [];
  const stream = Readable.from(chunks.map((chunk) => Buffer.from(chunk, 'latin1')));
  const built = followBuild(stream, (progress) => void moments.push(progress), new AbortController().signal);
  const [id, error] = await built.then(
    (made) => [made, undefined] as const,
    (failure: Error) => [undefined, failure] as const,
  );
  return { moments, progress: moments.map(({ text: line }) => line), id, error };
}

const lines = (...messages: readonly object[]): string =>
  messages.map((message) => JSON.stringify(message)).join('\n');
