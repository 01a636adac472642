import stringWidth from 'string-width';
import { type Line, plain, type Span } from '../screen/span.ts';

/** A text as lines of at most so many columns, broken at blanks where there are some; all but the first are indented. */
export function wrap(
  text: string,
  columns: number,
  style: Omit<Span, 'text'> = {},
  indent = '',
): readonly Line[] {
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(/\s+/)) {
    const front = lines.length === 0 ? '' : indent;
    const joined = line === '' ? `${front}${word}` : `${line} ${word}`;
    if (line !== '' && stringWidth(joined) > columns) {
      lines.push(line);
      line = `${indent}${word}`;
    } else line = joined;
  }
  lines.push(line);
  return lines.map((shown) => [{ ...plain(shown), ...style }]);
}
