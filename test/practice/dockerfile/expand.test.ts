import { describe, expect, test } from 'vitest';
import { expand } from '../../../src/practice/dockerfile/expand.ts';

const KNOWN = new Map<string, string | null>([
  ['A', 'a'],
  ['EMPTY', ''],
  ['UNSET', null],
]);

const read = (text: string, escapeChar = '\\') => expand(text, escapeChar, (name) => KNOWN.get(name));

describe('expand()', () => {
  test('fills variables in, with the operators of docker', () => {
    expect(read('x-$A-${A}')).toBe('x-a-a');
    expect(read('${UNSET:-$A}${EMPTY:-b}${EMPTY-b}${UNSET-b}')).toBe('abb');
    expect(read('${A:+yes}${EMPTY:+no}${UNSET:+no}')).toBe('yes');
  });

  test('takes quotes and escapes away, and fills nothing into single quotes', () => {
    expect(read(`"a b"'$A'\\$A`)).toBe('a b$A$A');
    expect(read('C:\\x`$A', '`')).toBe('C:\\x$A');
  });

  test('does not guess: what is unknown, or written in a way that it does not read, makes all unknown', () => {
    expect(read('x$UNKNOWN')).toBeUndefined();
    expect(read('${UNKNOWN:-default}')).toBeUndefined();
    expect(read('${A#pattern}')).toBeUndefined();
  });
});
