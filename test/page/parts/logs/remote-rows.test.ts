import { describe, expect, test } from 'vitest';
import type { LogRow } from '../../../../src/page/logs/log-rows.ts';
import { RemoteRows } from '../../../../src/page/logs/remote-rows.ts';

const rowsFrom = (from: number, count: number): readonly LogRow[] =>
  Array.from({ length: count }, (_, at) => ({
    number: from + at,
    line: ['web-1', '', 'out', `line ${from + at}`],
    isHit: false,
  }));

function someRows(end: number) {
  const asked: (readonly [from: number, count: number])[] = [];
  const rows = new RemoteRows((from, count) => asked.push([from, count]));
  rows.resize(0, end);
  return { rows, asked };
}

describe('RemoteRows', () => {
  test('asks once for the blocks that are shown', () => {
    const { rows, asked } = someRows(1000);
    rows.want(250, 300);
    rows.want(250, 300);
    expect(asked).toEqual([
      [0, 256],
      [256, 256],
    ]);
    rows.take(0, rowsFrom(0, 256));
    rows.take(256, rowsFrom(256, 256));
    rows.want(250, 300);

    expect(asked).toHaveLength(2);
    expect(rows.row(299)?.line[3]).toBe('line 299');
    expect(rows.row(600)).toBeUndefined();
  });

  test('asks for what was added to the last block, and for nothing else', () => {
    const { rows, asked } = someRows(100);
    rows.want(0, 300);
    rows.take(0, rowsFrom(0, 100));
    rows.want(0, 300);
    rows.resize(0, 120);
    rows.want(0, 300);

    expect(asked).toEqual([
      [0, 256],
      [100, 156],
    ]);
    rows.take(100, rowsFrom(100, 20));
    expect([rows.row(99)?.number, rows.row(119)?.number]).toEqual([99, 119]);
  });

  test('keeps the blocks that were shown last', () => {
    const { rows } = someRows(256 * 100);
    for (let block = 0; block < 100; block++) {
      rows.want(block * 256, block * 256 + 50);
      rows.take(block * 256, rowsFrom(block * 256, 256));
    }

    expect(rows.row(0)).toBeUndefined();
    expect(rows.row(256 * 99)?.number).toBe(256 * 99);
  });

  test('shows what it has until it has come anew', () => {
    const { rows, asked } = someRows(10);
    rows.want(0, 10);
    rows.take(0, rowsFrom(0, 10));
    rows.renew();

    expect(rows.row(3)?.isHit).toBe(false);
    rows.want(0, 10);
    expect(asked).toHaveLength(2);
    rows.take(
      0,
      rowsFrom(0, 10).map((row) => ({ ...row, isHit: true })),
    );
    expect(rows.row(3)?.isHit).toBe(true);
  });
});
