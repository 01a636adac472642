import type { LogLine } from '../../model/event.ts';
import { isAtLeast, jsonOf, type LogLevel, levelOf, memberOf } from './log-level.ts';

/** What is asked of a line; all of it has to be true. */
export interface LogCriteria {
  /** One of these is found in it. */
  readonly grep?: readonly RegExp[];
  /** It is as serious as this, or more. */
  readonly level?: LogLevel;
  /** It is JSON, and these members have these values. */
  readonly members?: readonly { readonly path: string; readonly value: string }[];
}

/** Tells line by line, in the order of time, which ones are asked for. */
export type LogFilter = (line: LogLine) => boolean;

export function logFilter({ grep = [], level, members = [] }: LogCriteria): LogFilter {
  // What a container said last of how serious it is: the lines of a stack trace do not say it again.
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
    // Looked at first, whatever the others say: what follows this line may depend on it.
    if (level && !isSerious(line, level)) return false;
    if (grep.length > 0 && !grep.some((pattern) => pattern.test(line.text))) return false;
    if (members.length === 0) return true;
    const record = jsonOf(line.text);
    return (
      record !== undefined && members.every(({ path, value }) => textOf(memberOf(record, path)) === value)
    );
  };
}

const textOf = (value: unknown): string | undefined =>
  value === undefined ? undefined : typeof value === 'string' ? value : JSON.stringify(value);
