import { describe, expect, test } from 'vitest';
import { isSpecial, plainScalar } from '../../../src/spec/read/yaml-scalars.ts';

describe('plainScalar()', () => {
  test.each([
    ['0440', 288],
    ['0o17', 15],
    ['0O17', 15],
    ['0b101', 5],
    ['-0b11', -3],
    ['0x1F', 31],
    ['+0x1f', 31],
    ['1_000', 1000],
    ['-0', 0],
    ['08', 8],
    ['09.5', 9.5],
    ['1.10', 1.1],
    ['1.', 1],
    ['.5', 0.5],
    ['-.5e3', -500],
    ['1e+2', 100],
  ])('reads %s as the number %d', (text, value) => {
    expect(plainScalar(text)).toBe(value);
  });

  test.each([
    'yes',
    'no',
    'on',
    'off',
    'y',
    'N',
    '22:22',
    '0o8',
    '0b12',
    '1e400',
    '1.2.3',
    '-',
    '.',
    '+',
    '0x',
    'tRue',
    '1a',
  ])('leaves %s a text', (text) => {
    expect(plainScalar(text)).toBe(text);
    expect(isSpecial(text)).toBe(false);
  });

  test('leaves dates, infinities and not-a-numbers as they are written', () => {
    for (const text of ['2024-01-01', '2024-01-01T10:00:00Z', '.inf', '-.Inf', '.nan'])
      expect(plainScalar(text)).toBe(text);
  });

  test('reads null and booleans in the three spellings of YAML 1.2', () => {
    expect(['', '~', 'null', 'Null', 'NULL'].map(plainScalar)).toEqual([null, null, null, null, null]);
    expect(['true', 'True', 'TRUE', 'false', 'False', 'FALSE'].map(plainScalar)).toEqual([
      true,
      true,
      true,
      false,
      false,
      false,
    ]);
  });

  test('keeps every digit of an integer that a JavaScript number cannot hold', () => {
    expect(plainScalar('18446744073709551615')).toBe('18446744073709551615');
    expect(plainScalar('-9223372036854775808')).toBe('-9223372036854775808');
    expect(plainScalar('9007199254740991')).toBe(9007199254740991);
  });

  test('gives a float as the text that docker compose shows where JavaScript would write another one', () => {
    expect(
      ['1e6', '123456789.0', '0.00001', '1234567.5', '-0.0', '99999999999999999999'].map(plainScalar),
    ).toEqual(['1e+06', '1.23456789e+08', '1e-05', '1.2345675e+06', '-0', '1e+20']);
    expect(['100000.5', '0.0001', '0.0'].map(plainScalar)).toEqual([100000.5, 0.0001, 0]);
  });
});
