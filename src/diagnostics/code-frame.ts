import { dotObeyed } from '../util/disarm.ts';
import { lineOf, positionOf, type Span } from './source.ts';

/** The colours of the parts of a frame. Absent: plain text. */
export interface FrameColors {
  /** Line numbers and the lines around. */
  readonly dim: (text: string) => string;
  /** The underline. */
  readonly mark: (text: string) => string;
}

const LINES_BEFORE = 1;
const LONGEST_LINE = 120;
const WIDE = /[\p{Script=Han}\p{Script=Hangul}\p{Script=Hiragana}\p{Script=Katakana}\p{Emoji_Presentation}]/u;

const plain: FrameColors = { dim: (text) => text, mark: (text) => text };

/**
 * The line of a problem with its characters underlined, and the line before it.
 *
 * A range over several lines is underlined to the end of its first one. Tabs are shown as two blanks.
 */
export function codeFrame(span: Span, colors: FrameColors = plain): string {
  const { line, column } = positionOf(span.source, span.start);
  const lineStart = span.start - column + 1;
  const lines: string[] = [];
  for (let above = Math.max(1, line - LINES_BEFORE); above < line; above++)
    lines.push(lineOf(span.source, above) ?? '');
  const own = lineOf(span.source, line) ?? '';

  const from = Math.min(span.start - lineStart, own.length);
  const to = Math.max(from, Math.min(span.end - lineStart, own.length));
  const window = windowAround(own, from, to);
  const width = String(line).length;
  const gutter = (label: string) => colors.dim(`  ${label.padStart(width)} | `);

  const rows = lines.map((before, index) => {
    const number = line - lines.length + index;
    return colors.dim(
      `  ${String(number).padStart(width)} | ${shorten(printable(before.trimEnd()))}`.trimEnd(),
    );
  });
  rows.push(`${gutter(String(line))}${window.text}`.trimEnd());
  rows.push(`${gutter('')}${' '.repeat(window.indent)}${colors.mark('^'.repeat(window.length))}`);
  return rows.join('\n');
}

/** The part of a long line that shows the marked characters. */
function windowAround(line: string, from: number, to: number) {
  const room = LONGEST_LINE - 10;
  const start = to <= room ? 0 : Math.max(0, from - 20);
  const end = Math.min(line.length, start + room);
  const before = `${start > 0 ? '… ' : ''}${printable(line.slice(start, from))}`;
  const marked = printable(line.slice(from, Math.min(to, end)));
  const after = `${printable(line.slice(Math.max(from, Math.min(to, end)), end))}${end < line.length ? ' …' : ''}`;
  return { text: before + marked + after, indent: columns(before), length: Math.max(1, columns(marked)) };
}

const shorten = (line: string): string =>
  line.length > LONGEST_LINE - 10 ? `${line.slice(0, LONGEST_LINE - 10)} …` : line;

const printable = (text: string): string => dotObeyed(text.replaceAll('\t', '  '));

function columns(text: string): number {
  let width = 0;
  for (const char of text) width += WIDE.test(char) ? 2 : 1;
  return width;
}
