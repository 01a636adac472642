import { describe, expect, test } from 'vitest';
import { ansiSpans, plainText } from '../../src/model/page-ansi.ts';

const ESC = '\u001b';

describe('ansiSpans()', () => {
  test('has the colours, the weight and the end of both', () => {
    expect(ansiSpans(`a${ESC}[1;31mred${ESC}[0m b${ESC}[92mgreen${ESC}[39m`)).toEqual([
      { text: 'a' },
      { text: 'red', bold: true, colour: 1 },
      { text: ' b' },
      { text: 'green', colour: 10 },
    ]);
  });

  test.each([
    ['38;5;9', { colour: 9 }],
    ['38;5;196', { rgb: '#ff0000' }],
    ['38;5;244', { rgb: '#808080' }],
    ['38;2;1;2;300', { rgb: '#0102ff' }],
    ['48;5;9;1', { bold: true }],
    ['38;2;x', {}],
  ])('reads %s', (codes, style) => {
    expect(ansiSpans(`${ESC}[${codes}mtext`).at(-1)).toMatchObject({ ...style });
  });

  test.each([
    ['the title of a window', `${ESC}]0;owned\u0007text`],
    ['the clipboard', `${ESC}]52;c;ZWNobw==${ESC}\\text`],
    ['a link', `${ESC}]8;;javascript:alert(1)${ESC}\\text${ESC}]8;;${ESC}\\`],
    ['moving and erasing', `${ESC}[2J${ESC}[1;1Htext${ESC}[K`],
    ['a query of the terminal', `${ESC}[c${ESC}P$q"p${ESC}\\text`],
    ['half a sequence at the end', `text${ESC}[`],
  ])('leaves out %s', (_, line) => {
    const text = ansiSpans(line)
      .map((span) => span.text)
      .join('');

    expect(text).toMatch(/^text\[?$/);
    expect(plainText(line)).toBe(text);
  });

  test('keeps markup as the text that it is', () => {
    expect(ansiSpans('<img src=x onerror=alert(1)>')).toEqual([{ text: '<img src=x onerror=alert(1)>' }]);
  });

  test('shows controls and what changes the direction of text', () => {
    expect(ansiSpans('a\rb\u202ec\td')).toEqual([{ text: 'a\u240db\ufffdc    d' }]);
  });
});
