import { describe, expect, test } from 'vitest';
import { codeFrame } from '../../src/diagnostics/code-frame.ts';

const frame = (text: string, marked: string) => {
  const start = text.indexOf(marked);
  return codeFrame({ source: { name: 'c.yaml', text }, start, end: start + marked.length }).split('\n');
};

describe('codeFrame()', () => {
  test('shows the line before and underlines exactly the characters', () => {
    expect(frame('services:\n  web:\n    imge: x\n', 'imge')).toEqual([
      '  2 |   web:',
      '  3 |     imge: x',
      '    |     ^^^^',
    ]);
  });

  test('works on the first line, on an empty range and at the end of the text', () => {
    expect(frame('name: X', 'X')).toEqual(['  1 | name: X', '    |       ^']);
    expect(frame('', '')).toEqual(['  1 |', '    | ^']);
    const text = 'a: "b\n';
    expect(
      codeFrame({ source: { name: 'c', text }, start: text.length, end: text.length }).split('\n'),
    ).toEqual(['  1 | a: "b', '  2 |', '    | ^']);
  });

  test('underlines a range over several lines to the end of the first', () => {
    expect(frame('a:\n  b: 1\n  c: 2\n', 'b: 1\n  c: 2')).toEqual([
      '  1 | a:',
      '  2 |   b: 1',
      '    |   ^^^^',
    ]);
  });

  test('keeps the underline below its characters with tabs, wide letters and CRLF', () => {
    expect(frame('a: 1\r\n\tb: x\r\n', '\t')).toEqual(['  1 | a: 1', '  2 |   b: x', '    | ^^']);
    expect(frame('名: 値 x\n', 'x')).toEqual(['  1 | 名: 値 x', '    |        ^']);
  });

  test('shows the part of a long line that matters', () => {
    const [line, underline] = frame(`a: ${'x'.repeat(300)} HERE ${'y'.repeat(300)}`, 'HERE');
    expect(line?.length).toBeLessThan(130);
    expect(line).toContain('HERE');
    expect(underline?.indexOf('^')).toBe(line?.indexOf('HERE'));
  });

  test('leaves colours to the caller', () => {
    const span = { source: { name: 'c', text: 'a: b' }, start: 3, end: 4 };
    const colors = { dim: (text: string) => `<${text}>`, mark: (text: string) => `[${text}]` };
    expect(codeFrame(span, colors)).toBe('<  1 | >a: b\n<    | >   [^]');
  });
});
