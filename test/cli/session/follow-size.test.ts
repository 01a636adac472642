import { expect, test } from 'vitest';
import { followSize } from '../../../src/cli/session/follow-size.ts';
import type { TerminalSize } from '../../../src/engine/port/engine-requests.ts';

const sizeOf = (columns: number): TerminalSize => ({ columns, rows: 30 });

test('sizes are told one at a time, and of those that come meanwhile the last one', async () => {
  const told: number[] = [];
  const waiting: (() => void)[] = [];
  const resize = followSize(({ columns }) => {
    told.push(columns);
    return new Promise((done) => waiting.push(done));
  });
  const all = Promise.all([100, 90, 80].map((columns) => resize(sizeOf(columns))));
  expect(told).toEqual([100]);
  waiting.shift()?.();
  await expect.poll(() => told).toEqual([100, 80]);
  waiting.shift()?.();
  await all;
  const later = resize(sizeOf(70));
  expect(told).toEqual([100, 80, 70]);
  waiting.shift()?.();
  await later;
});
