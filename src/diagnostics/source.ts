/** A text that the user wrote, with the name for messages. */
export interface Source {
  /** Relative to the current folder if that is shorter; `<stdin>` for standard input. */
  readonly name: string;
  readonly text: string;
}

/** A range of characters in a source: UTF-16 offsets, the end excluded. */
export interface Span {
  readonly source: Source;
  readonly start: number;
  readonly end: number;
}

/** Both counted from 1; the column in characters. */
export interface Position {
  readonly line: number;
  readonly column: number;
}

export function positionOf(source: Source, offset: number): Position {
  const starts = lineStarts(source);
  // The last line that does not start behind the offset.
  let low = 0;
  let high = starts.length - 1;
  while (low < high) {
    const middle = Math.ceil((low + high) / 2);
    if ((starts[middle] ?? 0) <= offset) low = middle;
    else high = middle - 1;
  }
  return { line: low + 1, column: Math.min(offset, source.text.length) - (starts[low] ?? 0) + 1 };
}

/** `file:line:column`, as editors and terminals recognise it. */
export function showPlace({ source, start }: Span): string {
  const { line, column } = positionOf(source, start);
  return `${source.name}:${line}:${column}`;
}

/** @param line counted from 1. @returns the line without its end; undefined when there is no such line. */
export function lineOf(source: Source, line: number): string | undefined {
  const starts = lineStarts(source);
  const start = starts[line - 1];
  if (start === undefined) return undefined;
  const text = source.text.slice(start, starts[line] ?? source.text.length);
  return text.replace(/\r?\n$/, '');
}

/** The starts of the lines of a source, cached: a file may have thousands of problems. */
const known = new WeakMap<Source, readonly number[]>();

function lineStarts(source: Source): readonly number[] {
  const before = known.get(source);
  if (before) return before;
  const starts = [0];
  for (let end = source.text.indexOf('\n'); end >= 0; end = source.text.indexOf('\n', end + 1))
    starts.push(end + 1);
  known.set(source, starts);
  return starts;
}
