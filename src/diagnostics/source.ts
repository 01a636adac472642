/** A text that the user wrote, with the name it is shown by. */
export interface Source {
  /** Relative to the current folder where that is shorter; `<stdin>` for standard input. */
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
  const before = source.text.slice(0, offset);
  const lineStart = before.lastIndexOf('\n') + 1;
  const line = before.split('\n').length;
  return { line, column: offset - lineStart + 1 };
}
