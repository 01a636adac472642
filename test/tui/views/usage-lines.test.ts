import { expect, test } from 'vitest';
import type { PageSample } from '../../../src/model/page-container.ts';
import { usageLines } from '../../../src/tui/views/usage-lines.ts';

const textOf = (samples: readonly PageSample[], columns = 80): readonly string[] =>
  usageLines(samples, columns).map((line) => line.map(({ text }) => text).join(''));

/** One each second: CPU as given, memory 8 MB, 1 KB received each second. */
const samplesOf = (...cpu: readonly number[]): readonly PageSample[] =>
  cpu.map((percent, index) => [index * 1000, percent, 8_000_000, index * 1000, 0, 0, 0]);

test('usageLines() has the newest figure, the highest one, and what was in between, the newest at the right', () => {
  const cpu = Array.from({ length: 60 }, (_, index) => (index < 30 ? 80 : 10));

  expect(textOf(samplesOf(...cpu))).toEqual([
    '  CPU         10.0 %      ████████████▂▂▂▂▂▂▂▂▂▂▂▂  at most 80.0 %',
    '  memory      8.0 MB      ████████████████████████  at most 8.0 MB',
    '  network     1.0 KB/s    ████████████████████████  at most 1.0 KB/s',
    '  disk        0 B/s       ▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁  at most 0 B/s',
  ]);
});

test('usageLines() begins at the right, and has nothing where nothing is known', () => {
  expect(textOf(samplesOf(5))[0]).toBe(`  CPU         5.0 %       ${' '.repeat(23)}█  at most 5.0 %`);
  expect(textOf([])).toEqual([]);
});

test.each([45, 60, 100])('usageLines() has room in %i columns', (columns) => {
  const lines = textOf(samplesOf(...Array.from({ length: 60 }, () => 100)), columns);

  expect(Math.max(...lines.map((line) => line.length))).toBeLessThanOrEqual(columns);
});
