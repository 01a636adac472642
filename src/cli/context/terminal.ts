import type { Writable } from 'node:stream';

/** What the program writes to and what it knows of it. */
export interface Terminal {
  write(text: string): void;
  readonly isTty: boolean;
  readonly columns: number;
  readonly rows: number;
}

interface MaybeTty extends Writable {
  readonly isTTY?: boolean;
  readonly columns?: number;
  readonly rows?: number;
}

/** Columns and rows are read anew each time, as the user may change the window. A pipe counts as very wide. */
export function terminalOf(stream: MaybeTty): Terminal {
  return {
    write: (text) => void stream.write(text),
    get isTty() {
      return stream.isTTY === true;
    },
    get columns() {
      return stream.isTTY ? (stream.columns ?? 80) : Number.POSITIVE_INFINITY;
    },
    get rows() {
      return stream.isTTY ? (stream.rows ?? 24) : Number.POSITIVE_INFINITY;
    },
  };
}
