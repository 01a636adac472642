import { describe, expect, test } from 'vitest';
import { detachKeyReader, parseDetachKeys } from '../../../src/cli/session/detach-keys.ts';

test('parseDetachKeys() reads keys with and without ctrl', () => {
  expect(parseDetachKeys('ctrl-p,ctrl-q')).toEqual([16, 17]);
  expect(parseDetachKeys('ctrl-@,a,ctrl-],DEL')).toEqual([0, 97, 29, 127]);
});

test('parseDetachKeys() refuses what no terminal sends, and shows how it is written', () => {
  expect(() => parseDetachKeys('ctrl-pq')).toThrow('"ctrl-pq" is not a key');
  expect(() => parseDetachKeys('')).toThrow('is not a key');
});

describe('detachKeyReader()', () => {
  const typed = (keys: string, chunks: readonly string[]) => {
    const read = detachKeyReader([...Buffer.from(keys)]);
    let forward = '';
    for (const chunk of chunks) {
      const result = read(Buffer.from(chunk));
      forward += result.forward.toString();
      if (result.detached) return { forward, detached: true };
    }
    return { forward, detached: false };
  };

  test('finds the sequence across chunks, and passes on what came before it', () => {
    expect(typed('pq', ['ls\rp', 'q', 'lost'])).toEqual({ forward: 'ls\r', detached: true });
  });

  test('passes on what only began like the sequence', () => {
    expect(typed('pq', ['p', 'x'])).toEqual({ forward: 'px', detached: false });
    expect(typed('pq', ['pp', 'q'])).toEqual({ forward: 'p', detached: true });
  });

  test('finds a sequence that begins inside of a false beginning', () => {
    expect(typed('aab', ['aaab'])).toEqual({ forward: 'a', detached: true });
  });

  test('holds back what may be the beginning', () => {
    expect(typed('pq', ['xp'])).toEqual({ forward: 'x', detached: false });
  });
});
