import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { splitWords } from '../../../../src/spec/attributes/short-syntax/split-words.ts';

describe('splitWords()', () => {
  test.each([
    ['', []],
    ['  echo   hello\tworld \n', ['echo', 'hello', 'world']],
    [`echo '' "" a''b "a b"c`, ['echo', '', '', 'ab', 'a bc']],
    [`echo a\\tb "q\\n\\"" 'x\\ty' a\\ b`, ['echo', 'atb', 'qn"', 'x\\ty', 'a b']],
    ['echo `a b; c` $(d "e" f) x#y', ['echo', '`a b; c`', '$(d "e" f)', 'x#y']],
    ['"a $(b) c"', ['a $(b) c']],
    ['`a "b c" d`', ['`a b c d`']],
    ["sh -c 'a && b > c'", ['sh', '-c', 'a && b > c']],
  ])('splits %j', (text, words) => {
    expect(splitWords(text)).toEqual({ ok: true, words });
  });

  test('ends at an operator of the shell, and says where', () => {
    expect(splitWords('echo a && echo b')).toEqual({ ok: true, words: ['echo', 'a'], operatorAt: 7 });
    expect(splitWords('echo 2>&1')).toEqual({ ok: true, words: ['echo'], operatorAt: 6 });
    expect(splitWords('echo x12>z')).toEqual({ ok: true, words: ['echo', 'x12'], operatorAt: 8 });
    expect(splitWords('a;b')).toEqual({ ok: true, words: ['a'], operatorAt: 1 });
  });

  test.each([
    ['a "b', 'the quote " is not closed', 2],
    ["a 'b", "the quote ' is not closed", 2],
    ['`a', 'the quote ` is not closed', 0],
    ['x $(a', 'the "$(" is not closed', 2],
    ['a\\', 'nothing follows the backslash', 1],
    ['f(x)', '"(" needs quotes', 1],
    ['echo :)', '")" needs quotes', 6],
  ])('refuses %j with the place of the mistake', (text, reason, at) => {
    expect(splitWords(text)).toEqual({ ok: false, reason, at });
  });

  test('gives back the words that were quoted', () => {
    const quote = (word: string) => `'${word.replaceAll("'", "'\\''")}'`;
    fc.assert(
      fc.property(fc.array(fc.string()), (words) => {
        expect(splitWords(words.map(quote).join(' '))).toEqual({ ok: true, words });
      }),
    );
  });
});
