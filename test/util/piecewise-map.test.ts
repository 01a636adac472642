import { expect, test } from 'vitest';
import { PiecewiseMap } from '../../src/util/piecewise-map.ts';

const numbers = PiecewiseMap.of(Array.from({ length: 200 }, (_, index) => [`key ${index}`, index]));

test('with() gives a map with another value, and leaves the one before as it was', () => {
  const changed = numbers.with('key 130', -1);

  expect(changed.get('key 130')).toBe(-1);
  expect(numbers.get('key 130')).toBe(130);
  expect(changed.values()).toEqual(numbers.values().map((value) => (value === 130 ? -1 : value)));
});

test('with() leaves out keys that the map does not have', () => {
  expect(numbers.with('another', 1)).toBe(numbers);
  expect(numbers.get('another')).toBeUndefined();
});

test('values() has the order of the keys, and the last value of a key that comes twice', () => {
  const map = PiecewiseMap.of([
    ['b', 1],
    ['a', 2],
    ['b', 3],
  ]);

  expect(map.values()).toEqual([3, 2]);
});
