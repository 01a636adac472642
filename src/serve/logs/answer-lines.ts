import type { PageLogLine } from '../../model/page-log.ts';
import { charactersOf } from '../socket/outbox.ts';
import type { LogSpool } from './log-spool.ts';
import type { SpoolBlock } from './spool-block.ts';

/** Of each of several lines; one alone comes whole. No screen shows more in a row. */
const LONGEST_ROW = 4000;
/** What one answer takes: a screen of lines of the usual length many times over. A page asks on for the others. */
const MOST_SENT = 512 * 1024;
/** The same of the lines before they are cut, which are all in memory. */
const MOST_READ = 4 * 1024 * 1024;

/** The lines with these numbers, as many of the first ones as one answer has room for, and at least one. */
export async function answerLines(
  spool: LogSpool,
  numbers: readonly number[],
): Promise<readonly PageLogLine[]> {
  const longest = numbers.length > 1 ? LONGEST_ROW : Number.POSITIVE_INFINITY;
  const lines: PageLogLine[] = [];
  let block: SpoolBlock | undefined;
  let sent = 0;
  let read = 0;
  for (const number of numbers) {
    // Several are often in one block.
    if (!block || number >= block.first + block.lines.length) block = await spool.block(number);
    const line = block?.lines[number - block.first] ?? GONE;
    const row = cut(line, longest);
    sent += charactersOf(row);
    read += charactersOf(line);
    if (lines.length > 0 && (sent > MOST_SENT || read > MOST_READ)) break;
    lines.push(row);
  }
  return lines;
}

/** A line that is not kept any more. */
const GONE: PageLogLine = ['', '', 'end', 'this line is not kept any more'];

function cut(line: PageLogLine, longest: number): PageLogLine {
  const [label, time, stream, text] = line;
  return text.length <= longest ? line : [label, time, stream, text.slice(0, longest)];
}
