import fc from 'fast-check';
import { expect, test } from 'vitest';
import { stableJson } from '../../src/util/stable-json.ts';

test('stableJson() gives the same text whatever order the keys were written in', () => {
  fc.assert(
    fc.property(fc.dictionary(fc.string(), fc.jsonValue()), (object) => {
      const reversed = Object.fromEntries(Object.entries(object).reverse());
      expect(stableJson(reversed)).toBe(stableJson(object));
    }),
  );
});

test('stableJson() writes a map as an object and leaves out what is undefined', () => {
  expect(
    stableJson({
      b: new Map([
        ['y', 1],
        ['x', undefined],
      ]),
      a: [3, { d: 1, c: 2 }],
    }),
  ).toBe('{"a":[3,{"c":2,"d":1}],"b":{"y":1}}');
});
