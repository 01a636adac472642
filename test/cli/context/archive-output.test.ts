import { Readable, Writable } from 'node:stream';
import { expect, test } from 'vitest';
import { sendArchive } from '../../../src/cli/context/archive-output.ts';

async function codesOf(failure?: string): Promise<readonly number[]> {
  const codes: number[] = [];
  const to = new Writable({
    write: (_chunk, _encoding, done) =>
      done(failure === undefined ? null : Object.assign(new Error(failure), { code: failure })),
  });
  const sent = sendArchive([Readable.from([Buffer.alloc(10)])], undefined, {
    to,
    exit: (code) => codes.push(code),
  });
  if (failure === undefined) await sent;
  else await expect(sent).rejects.toThrow(failure);
  return codes;
}

test('an archive that was cut off is no success', async () => {
  expect(await codesOf('EPIPE')).toEqual([1]);
});

test('a whole one is, and a full disk is told of by those who tell of all', async () => {
  expect(await codesOf()).toEqual([]);
  expect(await codesOf('ENOSPC')).toEqual([]);
});
