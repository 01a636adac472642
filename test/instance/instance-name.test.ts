import { expect, test } from 'vitest';
import { fitInstanceName, parseInstanceName } from '../../src/instance/instance-name.ts';

test.each(['a', 'review', 'pr-12_x', '7', 'a'.repeat(40)])('parseInstanceName() takes "%s"', (text) => {
  expect(parseInstanceName(text)).toBe(text);
});

test.each(['', 'Review', '-a', '_a', 'a/b', 'a.b', 'ä', 'a b', 'a'.repeat(41)])(
  'parseInstanceName() refuses "%s"',
  (text) => {
    expect(() => parseInstanceName(text)).toThrow('is no name of an instance');
  },
);

test('parseInstanceName() suggests the name that the file would make of the refused one', () => {
  expect(() => parseInstanceName('Feature/Cart')).toThrow(
    expect.objectContaining({ code: 'bad-instance', hint: 'did you mean "feature-cart-f38867"?' }),
  );
});

test('fitInstanceName() leaves a name that fits as it is', () => {
  expect(fitInstanceName('main')).toBe('main');
});

test('fitInstanceName() keeps branches apart whose names are alike once they are made to fit', () => {
  const names = [
    'feature/cart',
    'feature-cart',
    'Feature/cart',
    'feature#cart',
    `${'x'.repeat(60)}1`,
    `${'x'.repeat(60)}2`,
  ];
  const fitted = names.map(fitInstanceName);
  expect(new Set(fitted).size).toBe(names.length);
  for (const name of fitted) expect(parseInstanceName(name ?? '')).toBe(name);
});

test.each(['', '///', '-', '日本'])('fitInstanceName() makes no name of "%s"', (text) => {
  expect(fitInstanceName(text)).toBeUndefined();
});
