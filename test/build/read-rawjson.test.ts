import { Readable } from 'node:stream';
import { expect, test } from 'vitest';
import { type BuildStatus, readRawjson, traceOf } from '../../src/build/read-rawjson.ts';

test.each([
  ['over several lines', 2],
  ['on one line', undefined],
])('readRawjson() takes apart documents %s and the text between them', async (_, indent) => {
  const first = { vertexes: [{ digest: 'a', name: '[1/1] RUN echo }' }] };
  const text = `${JSON.stringify(first, null, indent)}\n${JSON.stringify({ logs: [] }, null, indent)}\nERROR: no\n`;
  const said: (BuildStatus | string)[] = [];

  for await (const part of readRawjson(Readable.from([Buffer.from(text)]))) said.push(part);

  expect(said).toEqual([first, { logs: [] }, 'ERROR: no']);
});

test('readRawjson() refuses a document that does not end', async () => {
  function* endless(): Generator<Buffer> {
    yield Buffer.from('{\n');
    const line = Buffer.from(` ${'x'.repeat(2 ** 20)}\n`);
    for (;;) yield line;
  }
  const read = async (): Promise<void> => {
    for await (const _ of readRawjson(Readable.from(endless()))) throw new Error('it has not ended');
  };

  await expect(read()).rejects.toThrow('a message of docker-buildx is longer than 16 MiB');
});

test('traceOf() tells of a step what the trace of BuildKit does', () => {
  const base64 = (text: string): string => Buffer.from(text).toString('base64');
  const trace = traceOf({
    vertexes: [
      {
        digest: 'a',
        name: '[1/1] RUN a',
        started: '2026-12-01T07:14:30.5Z',
        completed: '2026-12-01T07:14:31Z',
      },
    ],
    logs: [{ vertex: 'a', data: base64('hello\n'), timestamp: '2026-12-01T07:14:30.75Z' }],
    statuses: [{ id: 'sha256:1', vertex: 'a', current: 1, total: 2, started: '2026-12-01T07:14:30.5Z' }],
    warnings: [{ vertex: 'a', short: base64('old syntax') }],
  });

  const began = Date.parse('2026-12-01T07:14:30.5Z');
  expect(trace).toEqual({
    steps: [
      { digest: 'a', name: '[1/1] RUN a', startedMs: began, endedMs: began + 500, cached: false, error: '' },
    ],
    output: [{ step: 'a', bytes: Buffer.from('hello\n'), atMs: began + 250 }],
    items: [
      { step: 'a', id: 'sha256:1', currentBytes: 1, totalBytes: 2, startedMs: began, endedMs: undefined },
    ],
    warnings: [{ step: 'a', text: 'old syntax' }],
  });
});
