import { plainText } from '../../model/page-ansi.ts';
import type { PageLogLine } from '../../model/page-log.ts';
import { count } from '../../model/page-words.ts';
import { copyText } from '../copy-text.ts';
import { tell } from '../store.ts';

/** The server gives no more at once. */
const MOST = 10_000;

/** `web-1  | text`, as `gantry logs` prints them. */
function linesAsText(lines: readonly PageLogLine[]): string {
  const width = Math.max(0, ...lines.map(([label]) => label.length));
  return lines.map(([label, , , text]) => `${label.padEnd(width)} | ${plainText(text)}\n`).join('');
}

/** @param read gives the first so many */
export async function copyLines(
  read: (amount: number) => Promise<readonly PageLogLine[]> | readonly PageLogLine[],
  amount: number,
): Promise<void> {
  const lines = await read(Math.min(amount, MOST));
  const rest = amount > MOST ? `, of ${amount}` : '';
  await copyText(linesAsText(lines)).then(
    () => tell(`copied: ${count(lines.length, 'line')}${rest}`),
    () => tell('the browser does not allow copying'),
  );
}

/** Ctrl C: what the browser has selected by itself is copied by itself. */
export function copyEvent(event: ClipboardEvent, lines: readonly PageLogLine[]): void {
  if (lines.length === 0 || getSelection()?.isCollapsed === false) return;
  event.clipboardData?.setData('text/plain', linesAsText(lines));
  event.preventDefault();
}
