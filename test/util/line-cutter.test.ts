import { expect, test } from 'vitest';
import { LineCutter, LONGEST_LINE } from '../../src/util/line-cutter.ts';

test('LineCutter gives the lines of a text that comes in pieces, the last one at the end', () => {
  const lines = new LineCutter();

  expect(['a', 'b\n\nc', '\nd'].flatMap((text) => lines.add(text))).toEqual(['ab', '', 'c']);
  expect([lines.end(), lines.end()]).toEqual(['d', '']);
});

test('LineCutter cuts a line without an end, so that it never holds more than the longest one', () => {
  const lines = new LineCutter();
  const piece = 'x'.repeat(LONGEST_LINE / 4);
  const lengths = Array.from({ length: 9 }, () => lines.add(piece).map(({ length }) => length));

  expect(lengths).toEqual([[], [], [], [LONGEST_LINE], [], [], [], [LONGEST_LINE], []]);
  expect(lines.end()).toHaveLength(piece.length);
});
