import type { LogLine } from '../../model/event.ts';
import { disarm } from '../../util/disarm.ts';
import type { TextPattern } from '../../util/text-pattern.ts';
import { isAtLeast, jsonOf, type LogLevel, levelOf, memberOf } from './log-level.ts';

/** The conditions on a line; all of them have to be true. */
export interface LogCriteria {
  /** At least one of these matches what a terminal shows of it. */
  readonly grep?: readonly TextPattern[];
  /** Its level is this one or a more serious one. */
  readonly level?: LogLevel;
  /** It is JSON, and these members have these values. */
  readonly members?: readonly { readonly path: string; readonly value: string }[];
}

/** Decides for each line, in the order of time, whether it matches. */
export type LogFilter = (line: LogLine) => boolean;

export function logFilter({ grep = [], level, members = [] }: LogCriteria): LogFilter {
  // The last level of each container: the lines of a stack trace do not repeat it.
  const levels = new Map<string, LogLevel>();
  const isSerious = ({ container, stream, text }: LogLine, least: LogLevel): boolean => {
    const own = levelOf(text);
    const key = `${container} ${stream}`;
    if (own) levels.set(key, own);
    else if (!/^\s|^(?:Caused by|Traceback|at )/.test(text)) levels.delete(key);
    const found = levels.get(key);
    return found !== undefined && isAtLeast(found, least);
  };
  return (line) => {
    // Evaluated first, whatever the other conditions say, because the level of later lines depends on it.
    if (level && !isSerious(line, level)) return false;
    if (grep.length > 0 && !grep.some((pattern) => pattern.test(disarm(line.text)))) return false;
    if (members.length === 0) return true;
    const record = jsonOf(line.text);
    return (
      record !== undefined && members.every(({ path, value }) => textOf(memberOf(record, path)) === value)
    );
  };
}

const textOf = (value: unknown): string | undefined =>
  value === undefined ? undefined : typeof value === 'string' ? value : JSON.stringify(value);
