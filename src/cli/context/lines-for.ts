import { visible } from '../../util/disarm.ts';
import type { Terminal } from './terminal.ts';

/** Names and the like, one a line: as they are for a script, and on one line each for whoever reads them. */
export function linesFor({ isTty }: Pick<Terminal, 'isTty'>, lines: readonly string[]): string {
  return lines.map((line) => `${isTty ? visible(line) : line}\n`).join('');
}
