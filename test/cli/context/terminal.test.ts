import { PassThrough, Writable } from 'node:stream';
import { expect, test } from 'vitest';
import { terminalOf } from '../../../src/cli/context/terminal.ts';

const aTty = (columns: number | undefined, rows: number | undefined) =>
  Object.assign(new PassThrough(), {
    isTTY: true,
    ...(columns !== undefined && { columns }),
    ...(rows !== undefined && { rows }),
  });

test.each([
  [0, 0, {}, 80, 24],
  [undefined, undefined, {}, 80, 24],
  [0, 0, { COLUMNS: '132', LINES: '50' }, 132, 50],
  [0, 0, { COLUMNS: '0', LINES: 'many' }, 80, 24],
  [20, 5, { COLUMNS: '132' }, 20, 5],
  [1, 1, {}, 1, 1],
])(
  'terminalOf() gives a terminal of %j × %j, with %j, its size',
  (columns, rows, environment, wide, high) => {
    expect(terminalOf(aTty(columns, rows), environment)).toMatchObject({ columns: wide, rows: high });
  },
);

test('terminalOf() takes a pipe for very wide, whatever the environment says', () => {
  expect(terminalOf(new PassThrough(), { COLUMNS: '10' }).columns).toBe(Number.POSITIVE_INFINITY);
});

const isPending = async (promise: Promise<void> | undefined): Promise<boolean> => {
  let pending = true;
  void promise?.then(() => {
    pending = false;
  });
  await new Promise((resolve) => setImmediate(resolve));
  return pending;
};

test('drained() waits from the moment a stream is full until its reader has taken what is in it', async () => {
  const stream = new PassThrough({ highWaterMark: 10 });
  const terminal = terminalOf(stream);
  expect(terminal.drained()).toBeUndefined();

  terminal.write('more than it holds');
  const drained = terminal.drained();
  expect(terminal.drained()).toBe(drained);
  expect(await isPending(drained)).toBe(true);

  stream.read();
  expect(await isPending(drained)).toBe(false);
  expect(terminal.drained()).toBeUndefined();
});

test('drained() does not wait for a stream that cannot be written to any more', async () => {
  let fail = (_error: Error): void => {};
  const stream = new Writable({
    highWaterMark: 1,
    write(_chunk, _encoding, done) {
      fail = done;
    },
  });
  stream.on('error', () => {});
  const terminal = terminalOf(stream);
  terminal.write('text');
  const drained = terminal.drained();

  fail(new Error('EPIPE'));
  expect(await isPending(drained)).toBe(false);
  terminal.write('text');
  expect(terminal.drained()).toBeUndefined();
});
