import { Readable } from 'node:stream';
import { expect, test } from 'vitest';
import { type BuildStatus, readRawjson } from '../../src/build/read-rawjson.ts';

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
