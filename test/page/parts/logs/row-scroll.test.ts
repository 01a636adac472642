import { describe, expect, test } from 'vitest';
import { ROW, RowScroll } from '../../../../src/page/logs/row-scroll.ts';

function aScroll(rows: number): RowScroll {
  const scroll = new RowScroll();
  scroll.resize(0, rows, 50 * ROW);
  return scroll;
}

describe('RowScroll', () => {
  test('is as high as its rows, and shows what the browser scrolls to', () => {
    const scroll = aScroll(1000);
    scroll.scrolled(100 * ROW + 5);

    expect([scroll.height, scroll.topRow]).toEqual([1000 * ROW, 100]);
    expect(scroll.yOf(100)).toBe(100 * ROW);
    scroll.toEnd();
    expect([scroll.isAtEnd, scroll.topRow]).toEqual([true, 950]);
  });

  test('goes to a row no further than it must', () => {
    const scroll = aScroll(1000);
    const tops = (['near', 'middle', 'top'] as const).map((at) => {
      scroll.toRow(200, at);
      return scroll.topRow;
    });

    expect(tops).toEqual([151, 175, 200]);
    scroll.toRow(210, 'near');
    expect(scroll.topRow).toBe(200);
  });

  test('keeps what is seen where it is when the first rows go', () => {
    const scroll = aScroll(1000);
    scroll.scrolled(500 * ROW);
    scroll.resize(100, 1100);

    expect(scroll.topRow).toBe(400);
    expect(scroll.scrollTop).toBe(400 * ROW);
  });

  test('reaches every one of ten million rows, by the bar and by small steps', () => {
    const scroll = aScroll(10_000_000);
    expect(scroll.height).toBe(10_000_000);
    scroll.scrolled(5_000_000);
    expect(scroll.topRow).toBeCloseTo(5_000_000, -3);
    const before = scroll.topRow;
    scroll.scrolled(scroll.scrollTop + ROW);
    expect(scroll.topRow).toBe(before + 1);
    expect(scroll.yOf(scroll.topRow)).toBeCloseTo(scroll.scrollTop, -2);
    scroll.settle();
    expect(scroll.topRow).toBe(before + 1);
    scroll.scrolled(scroll.height - 50 * ROW);
    expect(scroll.topRow).toBe(9_999_950);
    scroll.scrolled(0);
    expect(scroll.topRow).toBe(0);
    scroll.toRow(7_654_321, 'top');
    expect(scroll.topRow).toBe(7_654_321);
  });
});
