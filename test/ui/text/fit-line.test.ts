import { expect, test } from 'vitest';
import { fitLine, fitLineEnd } from '../../../src/ui/text/fit-line.ts';

test.each([
  ['Container', 9, 'Container'],
  ['Container', 5, 'Cont…'],
  ['日本語の名前', 7, '日本語…'],
  ['👩‍👩‍👧 family', 4, '👩‍👩‍👧 …'],
  ['x', 0, ''],
])('fitLine() cuts %s to %i columns, and never a character in two', (text, columns, expected) => {
  expect(fitLine(text, columns)).toBe(expected);
});

test('fitLineEnd() keeps the end', () => {
  expect(fitLineEnd('shop-migrate-1', 10)).toBe('…migrate-1');
  expect(fitLineEnd('shop', 10)).toBe('shop');
});
