import stringWidth from 'string-width';
import { expect, test } from 'vitest';
import { ONE_COLUMN } from '../../../scripts/build/lazy-parts.ts';

test('ONE_COLUMN has only characters that string-width gives one column', () => {
  const simple = Array.from({ length: 0x10000 }, (_, code) => String.fromCharCode(code)).filter((text) =>
    ONE_COLUMN.test(text),
  );

  expect(simple.length).toBeGreaterThan(1000);
  expect(simple.filter((text) => stringWidth(text) !== 1)).toEqual([]);
  expect(stringWidth(simple.join(''))).toBe(simple.length);
});
