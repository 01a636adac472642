import type { Writable } from 'node:stream';
import { guardText } from '../../util/disarm.ts';

/** What the program writes to and what it knows of it. */
export interface Terminal {
  /** A text of ours. Whatever else is in it, a terminal obeys only its line ends and a few colours. */
  write(text: string): void;
  /**
   * Resolves when the reader has taken what was written. undefined: there is room for more. Who writes without an end waits
   * for it before reading on, so that the memory needed stays the same however slow the reader is.
   */
  drained(): Promise<void> | undefined;
  /** What the terminal has to obey: frames that are redrawn, and what a container wrote once it has been looked through. */
  writeRaw(text: string): void;
  readonly isTty: boolean;
  readonly columns: number;
  readonly rows: number;
}

/** Nobody reads it: what is to be told is told in another way. */
export const silentTerminal: Terminal = {
  write() {},
  writeRaw() {},
  drained: () => undefined,
  isTty: false,
  columns: Number.POSITIVE_INFINITY,
  rows: Number.POSITIVE_INFINITY,
};

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
    ...writerOf(stream),
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

/**
 * All that wait for a stream share one promise. What `write` returns says whether to wait: in Bun `writableNeedDrain` is always
 * false. Nobody waits for a stream that has failed, as it never has room again.
 */
function writerOf(stream: MaybeTty): Pick<Terminal, 'write' | 'writeRaw' | 'drained'> {
  let waiting: Promise<void> | undefined;
  let failed = false;
  const drained = (): Promise<void> =>
    new Promise((resolve) => {
      const end = (): void => {
        stream.removeListener('drain', end).removeListener('close', fail).removeListener('error', fail);
        waiting = undefined;
        resolve();
      };
      const fail = (): void => {
        failed = true;
        end();
      };
      stream.on('drain', end).on('close', fail).on('error', fail);
    });
  const writeRaw = (text: string): void => {
    if (!stream.write(text) && !failed) waiting ??= drained();
  };
  return {
    write: (text) => writeRaw(stream.isTTY ? guardText(text) : text),
    writeRaw,
    drained: () => waiting,
  };
}

function known(size: number | string | undefined): number | undefined {
  const amount = Number(size);
  return Number.isInteger(amount) && amount > 0 ? amount : undefined;
}
