import { PAGE_LEVELS, type PageLevel, type PageLogQuery, type PageLogRequest } from '../../model/page-log.ts';
import { isCount, isRecord } from './check-value.ts';

/** No page shows more lines at a time, or copies more. */
const MOST_LINES = 10_000;
const LONGEST_TEXT = 4096;

/** @returns undefined: nothing that a page sends */
export function readLogRequest(
  type: PageLogRequest['type'],
  channel: number,
  value: Readonly<Record<string, unknown>>,
): PageLogRequest | undefined {
  switch (type) {
    case 'read-log': {
      const { ask, of, from, count } = value;
      if (!isCount(ask)) return undefined;
      if ((of !== 'lines' && of !== 'hits') || !isCount(from) || !isCount(count) || count > MOST_LINES)
        return undefined;
      return { type, channel, ask, of, from, count };
    }
    case 'search-log': {
      const { search, query } = value;
      if (!isCount(search)) return undefined;
      if (query === undefined) return { type, channel, search };
      const read = isRecord(query) ? readQuery(query) : undefined;
      return read && { type, channel, search, query: read };
    }
    case 'find-line': {
      const { ask, label, time } = value;
      return isCount(ask) && isText(label) && isText(time) ? { type, channel, ask, label, time } : undefined;
    }
  }
}

function readQuery({
  text,
  isExpression,
  level,
  field,
  from,
  to,
}: Readonly<Record<string, unknown>>): PageLogQuery | undefined {
  if (!isText(text) || typeof isExpression !== 'boolean') return undefined;
  if (![field, from, to].every((value) => value === undefined || isText(value))) return undefined;
  if (level !== undefined && !isLevel(level)) return undefined;
  return {
    text,
    isExpression,
    ...(level !== undefined && { level }),
    ...(isText(field) && { field }),
    ...(isText(from) && { from }),
    ...(isText(to) && { to }),
  };
}

const isText = (value: unknown): value is string => typeof value === 'string' && value.length <= LONGEST_TEXT;

const isLevel = (value: unknown): value is PageLevel => PAGE_LEVELS.some((level) => level === value);
