import { describe, expect, test } from 'vitest';
import type { PageSample } from '../../src/model/page-container.ts';
import { chartPoints, levelsOf, ratesOf, SAMPLE, sizeText } from '../../src/model/page-usage.ts';

const sample = (time: number, received: number, sent = 0): PageSample => [time, 5, 100, received, sent, 0, 0];

describe('ratesOf()', () => {
  test('is how much the sums grew each second', () => {
    const rates = ratesOf(
      [sample(0, 0), sample(1000, 50, 10), sample(3000, 250, 10)],
      [SAMPLE.received, SAMPLE.sent],
    );

    expect(rates).toEqual([
      [1000, 60],
      [3000, 100],
    ]);
  });

  test('is nothing, not less, where a container began to count anew', () => {
    expect(ratesOf([sample(0, 500), sample(1000, 20)], [SAMPLE.received])).toEqual([[1000, 0]]);
  });

  test('says nothing of a single sample, or of two of one moment', () => {
    expect(ratesOf([sample(0, 5)], [SAMPLE.received])).toEqual([]);
    expect(ratesOf([sample(0, 5), sample(0, 9)], [SAMPLE.received])).toEqual([]);
  });
});

test('levelsOf() is one figure of each sample', () => {
  expect(levelsOf([sample(7, 0)], SAMPLE.memory)).toEqual([[7, 100]]);
});

test('chartPoints() has the newest at the right, the most at the top, and leaves out what is older than it shows', () => {
  const area = { width: 100, height: 20, now: 1000, spanMs: 1000, most: 10 };

  expect(
    chartPoints(
      [
        [-500, 3],
        [0, 0],
        [500, 10],
        [1000, 5],
      ],
      area,
    ),
  ).toBe('0.0,20.0 50.0,0.0 100.0,10.0');
  expect(chartPoints([[1000, 0]], { ...area, most: 0 })).toBe('100.0,20.0');
});

test.each([
  [0, '0 B'],
  [999, '999 B'],
  [1500, '1.5 KB'],
  [64_000_000, '64.0 MB'],
  [512_000_000_000, '512 GB'],
  [5e15, '5000 TB'],
])('sizeText(%i) is %s', (bytes, text) => {
  expect(sizeText(bytes)).toBe(text);
});
