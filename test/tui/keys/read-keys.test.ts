import { describe, expect, test } from 'vitest';
import { type Input, KeyReader } from '../../../src/tui/keys/read-keys.ts';

const ESC = '\u001b';

function read(...chunks: readonly (string | Buffer)[]): readonly Input[] {
  const reader = new KeyReader();
  return [...chunks.flatMap((chunk) => reader.read(Buffer.from(chunk))), ...reader.flush()];
}

const keys = (...names: readonly string[]): readonly Input[] => names.map((key) => ({ key }));

describe('KeyReader', () => {
  test.each([
    ['j', keys('j')],
    ['jé日', keys('j', 'é', '日')],
    ['\r', keys('enter')],
    ['\u007f\b', keys('backspace', 'backspace')],
    ['\u000b\u0003\u001a', keys('ctrl-k', 'ctrl-c', 'ctrl-z')],
    [`${ESC}[A${ESC}OB`, keys('up', 'down')],
    [`${ESC}[5~${ESC}[Z`, keys('page-up', 'shift-tab')],
    [`${ESC}`, keys('escape')],
    [`${ESC}${ESC}[B`, keys('escape', 'down')],
    [`${ESC}[1;5Dx`, keys('x')],
    [`${ESC}[<64;1;1Mx`, keys('x')],
    [`${ESC}[?1;2cx`, keys('x')],
  ])('reads %j', (text, found) => {
    expect(read(text)).toEqual(found);
  });

  test('has the same keys however the bytes are cut', () => {
    const bytes = Buffer.from(`é${ESC}[A日${ESC}[200~a\nb${ESC}[201~q`);
    for (let at = 1; at < bytes.length; at++)
      expect(read(bytes.subarray(0, at), bytes.subarray(at))).toEqual([
        ...keys('é', 'up', '日'),
        { pasted: 'a\nb' },
        ...keys('q'),
      ]);
  });

  test('makes no keys of a text that is pasted', () => {
    expect(read(`${ESC}[200~q${ESC}[A:${ESC}[201~`)).toEqual([{ pasted: `q${ESC}[A:` }]);
  });
});
