import type { TerminalSize } from '../../engine/port/engine-requests.ts';

/** Of the window that this program writes to; undefined: it is none. */
export function terminalSize(
  stdout: { readonly isTTY?: boolean; readonly columns?: number; readonly rows?: number } = process.stdout,
): TerminalSize | undefined {
  const { columns, rows } = stdout;
  return stdout.isTTY && columns && rows ? { columns, rows } : undefined;
}
