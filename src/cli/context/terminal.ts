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

/**
 * Columns and rows are read anew each time, as the user may change the window. A pipe counts as very wide. A terminal that does
 * not know its size (0 × 0, as under `script` and in CI) has that of `COLUMNS` and `LINES`, else 80 × 24.
 */
export function terminalOf(
  stream: MaybeTty,
  environment: Readonly<Record<string, string | undefined>> = process.env,
): Terminal {
  return {
    write: (text) => void stream.write(text),
    get isTty() {
      return stream.isTTY === true;
    },
    get columns() {
      return stream.isTTY
        ? (known(stream.columns) ?? known(environment.COLUMNS) ?? 80)
        : Number.POSITIVE_INFINITY;
    },
    get rows() {
      return stream.isTTY ? (known(stream.rows) ?? known(environment.LINES) ?? 24) : Number.POSITIVE_INFINITY;
    },
  };
}

function known(size: number | string | undefined): number | undefined {
  const amount = Number(size);
  return Number.isInteger(amount) && amount > 0 ? amount : undefined;
}
