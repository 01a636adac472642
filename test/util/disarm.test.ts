import { expect, test } from 'vitest';
import { disarm } from '../../src/util/disarm.ts';

test.each([
  ['plain text, with\ttabs and ünïcode 漢', 'plain text, with\ttabs and ünïcode 漢'],
  ['\x1b[31mred\x1b[0m \x1b[2J\x1b[H', 'red '],
  ['\x1b]0;a title\x07after', 'after'],
  ['bell \x07 and half an escape \x1b', 'bell \\x07 and half an escape \\x1b'],
  ['one\r\x08two\x9b2Jthree', 'one\\x0d\\x08twothree'],
  ['to the \u202eleft', 'to the \\u202eleft'],
])('disarm(%j) leaves nothing that a terminal obeys', (text, expected) => {
  expect(disarm(text)).toBe(expected);
});
