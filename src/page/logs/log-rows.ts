import type { PageLogLine } from '../../model/page-log.ts';

export interface LogRow {
  /** Of the line in its log. */
  readonly number: number;
  readonly line: PageLogLine;
  readonly isHit: boolean;
}

/** What a list shows, a row each. */
export interface LogRows {
  /** The first row that there is, and the one after the last. */
  readonly first: number;
  readonly end: number;
  /** undefined: it has not arrived yet. */
  row(index: number): LogRow | undefined;
  /** These are shown now. */
  want(from: number, end: number): void;
}

/** Those that have arrived. */
export const linesOf = (rows: LogRows, from: number, amount: number): readonly PageLogLine[] =>
  Array.from({ length: Math.min(amount, rows.end - from) }, (_, at) => rows.row(from + at)?.line).filter(
    (line) => line !== undefined,
  );
