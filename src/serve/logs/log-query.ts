import type { LogLine } from '../../model/event.ts';
import { containerId } from '../../model/ids.ts';
import type { PageLogLine, PageLogQuery } from '../../model/page-log.ts';
import { logFilter } from '../../ui/logs/log-filter.ts';
import { type TextPattern, textPattern } from '../../util/text-pattern.ts';
import { comparable } from './log-spool.ts';

/** Decides for each line, in the order of the log. */
export type LineMatcher = (line: PageLogLine) => boolean;

/**
 * What `gantry logs` selects by `--grep`, `--level` and `--json`, by the same code. An expression takes time in proportion to the text,
 * whatever it is, so nobody has to be stopped.
 *
 * @returns the reason in words, when the query is none
 */
export async function lineMatcher(query: PageLogQuery): Promise<LineMatcher | { readonly reason: string }> {
  const { text, isExpression, level, field = '', from, to } = query;
  const pattern = text === '' ? undefined : isExpression ? await expression(text) : plainPattern(text);
  if (pattern && 'reason' in pattern) return pattern;
  const member = memberOf(field);
  if (member && 'reason' in member) return member;
  const selects = logFilter({
    ...(pattern && { grep: [pattern] }),
    ...(level && { level }),
    ...(member && { members: [member] }),
  });
  const [earliest, latest] = [from && comparable(from), to && comparable(to)];
  return (line) => {
    const isSelected = selects(asLogLine(line)) || (line[2] === 'fail' && !member && hasText(line, pattern));
    if (!isSelected) return false;
    const time = comparable(line[1]);
    return (!earliest || time >= earliest) && (!latest || time <= latest);
  };
}

/** Is anything looked for at all? */
export const isEmpty = ({ text, level, field = '', from, to }: PageLogQuery): boolean =>
  text === '' && field === '' && level === undefined && from === undefined && to === undefined;

/** Capitals count in none of the two. */
const ANY_CAPITALS = '(?i)';

async function expression(text: string): Promise<TextPattern | { readonly reason: string }> {
  const pattern = await textPattern(`${ANY_CAPITALS}${text}`);
  if (!('reason' in pattern)) return pattern;
  const reason = pattern.reason.replace(ANY_CAPITALS, '');
  // The engine of expressions quotes from where it is wrong.
  const part = reason.slice(reason.indexOf('`') + 1, -1);
  const at = part === text ? -1 : text.indexOf(part);
  return { reason: `no regular expression: ${reason}${at < 0 ? '' : ` at character ${at + 1}`}` };
}

function plainPattern(text: string): TextPattern {
  const wanted = text.toLowerCase();
  return { test: (line) => line.toLowerCase().includes(wanted) };
}

function memberOf(field: string): { path: string; value: string } | { readonly reason: string } | undefined {
  if (field === '') return undefined;
  const at = field.indexOf('=');
  if (at < 1) return { reason: 'a field has a value: user.id=17' };
  return { path: field.slice(0, at), value: field.slice(at + 1) };
}

/** A failure is serious, whatever its words are. */
const hasText = ([, , , text]: PageLogLine, pattern: TextPattern | undefined): boolean =>
  pattern?.test(text) ?? true;

const asLogLine = ([label, time, stream, text]: PageLogLine): LogLine => ({
  container: containerId(label),
  label,
  time,
  stream: stream === 'err' ? 'stderr' : 'stdout',
  text,
});
