import { describe, expect, test } from 'vitest';
import { disarm, disarmColoured, guardText, visible, visibleLines } from '../../src/util/disarm.ts';

test.each([
  ['plain text, with\ttabs and ünïcode 漢', 'plain text, with\ttabs and ünïcode 漢'],
  ['\x1b[31mred\x1b[0m', '\\x1b[31mred\\x1b[0m'],
  ['bell \x07 and half an escape \x1b', 'bell \\x07 and half an escape \\x1b'],
  ['one\r\ntwo\u009b2J\u0085\u2028three', 'one\\x0d\\x0atwo\\u009b2J\\u0085\\u2028three'],
  ['to the \u202eleft', 'to the \\u202eleft'],
])('visible(%j) shows whatever a terminal obeys', (text, expected) => {
  expect(visible(text)).toBe(expected);
});

test('visibleLines() lets no line of others begin where ours do', () => {
  expect(visibleLines('one\r\nerror: two\r')).toBe('one\n  error: two\\x0d');
});

test.each([
  ['\x1b[31mred\x1b[0m \x1b[2J\x1b[H', 'red '],
  ['\x1b]0;a title\x07after', 'after'],
  ['\x1b]8;;http://x\x1b\\link\x1b]8;;\x1b\\', 'link'],
  ['\x1b]52;c;aGk= without an end', '\\x1b]52;c;aGk= without an end'],
  ['one\u009b2Jtwo\x08', 'onetwo\\x08'],
])('disarm(%j) has no sequences', (text, expected) => {
  expect(disarm(text)).toBe(expected);
});

describe('disarmColoured()', () => {
  test.each([
    ['\x1b[1;38;5;208mINFO\x1b[0m ready', '\x1b[1;38;5;208mINFO\x1b[0m ready'],
    ['\x1b[31mred to the end', '\x1b[31mred to the end\x1b[0m'],
    ['\x1b]0;title\x07\x1b[1A\x1b[2Kgone\x1b]52;c;aGk=\x07', 'gone'],
    ['\u009b31mnot a colour of ours', 'not a colour of ours'],
    ['10%\r20%\r\x1b[K100%', '100%'],
    ['100%\r\x1b[K', '100%'],
    ['\x1b[?25l\x1bcdone\x07', 'done\\x07'],
  ])('%j', (text, expected) => {
    expect(disarmColoured(text)).toBe(expected);
  });

  test('takes as long as the line is, whatever is begun in it and not ended', () => {
    const begun = ['\x1b]', '\u009d', '\x1b[1;', '\x1b('].map((start) => start.repeat(20_000)).join('');

    expect(disarmColoured(begun).length).toBeGreaterThan(0);
  });
});

test.each([
  [
    '\x1b[33mwarning:\x1b[39m \x1b[1mx\x1b[22m\n\tmore\n',
    '\x1b[33mwarning:\x1b[39m \x1b[1mx\x1b[22m\n\tmore\n',
  ],
  ['\x1b[8mhidden\x1b[30;40m\x1b[1A\r', '\\x1b[8mhidden\\x1b[30;40m\\x1b[1A\\x0d'],
  ['{"a":"\u009b\u202e"}\n', '{"a":"\\u009b\\u202e"}\n'],
])('guardText(%j) leaves line ends and our own colours', (text, expected) => {
  expect(guardText(text)).toBe(expected);
});
