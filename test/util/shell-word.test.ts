import { execFileSync } from 'node:child_process';
import { expect, test } from 'vitest';
import { shellWord } from '../../src/util/shell-word.ts';

test.each([
  'shop',
  "it's",
  'a b',
  '$HOME `id` "x"',
  'back\\slash',
  '\x15touch x\n',
  '\u202eevil',
  '\x1b[201~',
  "\t'\\n'",
])('%j is one word for a shell, and the same word', (text) => {
  const said = execFileSync('bash', ['-c', `printf %s ${shellWord(text)}`], {
    env: { LC_ALL: 'C.UTF-8', PATH: process.env.PATH },
    encoding: 'utf8',
  });
  expect(said).toBe(text);
});

test('what a terminal would obey is written out', () => {
  expect(shellWord('\x15touch x\n')).toBe("$'\\U00000015touch x\\U0000000a'");
  expect(shellWord('\u202eevil')).toBe("$'\\U0000202eevil'");
});
