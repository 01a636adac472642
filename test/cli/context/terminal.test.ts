import { PassThrough } from 'node:stream';
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
