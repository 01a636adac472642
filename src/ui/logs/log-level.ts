export const LOG_LEVELS = ['trace', 'debug', 'info', 'warn', 'error', 'fatal'] as const;
export type LogLevel = (typeof LOG_LEVELS)[number];

/** The spellings of loggers and of syslog. */
const NAMES: Readonly<Record<string, LogLevel>> = {
  trace: 'trace',
  trc: 'trace',
  finest: 'trace',
  verbose: 'debug',
  debug: 'debug',
  dbg: 'debug',
  info: 'info',
  inf: 'info',
  information: 'info',
  notice: 'info',
  log: 'info',
  warn: 'warn',
  wrn: 'warn',
  warning: 'warn',
  error: 'error',
  err: 'error',
  severe: 'error',
  crit: 'fatal',
  critical: 'fatal',
  alert: 'fatal',
  emerg: 'fatal',
  panic: 'fatal',
  fatal: 'fatal',
};

/** The members of JSON lines that hold the level, the most reliable first. */
const MEMBERS = ['level', 'severity', 'log.level', 'lvl', 'levelname', '@level', 'loglevel'];
const LOGFMT = /(?:^|\s)(?:level|lvl|severity)=["']?(\w+)/i;
/** `[error]`, `ERROR:`, ` WARN `: in capitals, in brackets, or before a colon; a word in a sentence does not count. */
const MARKED = /[[(<](\w+)[\])>]|(?:^|\s)([A-Z]{3,11})(?=\s|:|$)|^(\w+):(?=\s)/g;

/**
 * The level of a line; undefined when it has none.
 *
 * Shape: a JSON object with a member such as `level` (a name, or a number of pino and bunyan), `level=warn` of logfmt, or a
 *        marked word near the beginning of the line.
 */
export function levelOf(text: string): LogLevel | undefined {
  const record = jsonOf(text);
  if (record) return levelInRecord(record);
  const named = LOGFMT.exec(text)?.[1];
  if (named !== undefined) return NAMES[named.toLowerCase()];
  for (const [, bracketed, capitals, leading] of text.slice(0, 120).matchAll(MARKED)) {
    const level = NAMES[(bracketed ?? capitals ?? leading ?? '').toLowerCase()];
    if (level) return level;
  }
  return undefined;
}

export const isAtLeast = (level: LogLevel, least: LogLevel): boolean =>
  LOG_LEVELS.indexOf(level) >= LOG_LEVELS.indexOf(least);

/** undefined: the line is no JSON object. */
export function jsonOf(text: string): Readonly<Record<string, unknown>> | undefined {
  // Most lines are none, and what the parser throws takes longer than all else that is done with a line.
  if (!/^\s*\{/.test(text)) return undefined;
  try {
    const value: unknown = JSON.parse(text);
    return isRecord(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

/** `a.b` is the member of that name, or the member `b` of the member `a`. */
export function memberOf(record: Readonly<Record<string, unknown>>, path: string): unknown {
  if (Object.hasOwn(record, path)) return record[path];
  const [first = '', ...rest] = path.split('.');
  const inner = record[first];
  return rest.length > 0 && isRecord(inner) ? memberOf(inner, rest.join('.')) : undefined;
}

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

function levelInRecord(record: Readonly<Record<string, unknown>>): LogLevel | undefined {
  for (const member of MEMBERS) {
    const value = memberOf(record, member);
    if (typeof value === 'string') return NAMES[value.toLowerCase()];
    if (typeof value === 'number') return LOG_LEVELS[Math.min(Math.floor(value / 10), LOG_LEVELS.length) - 1];
  }
  return undefined;
}
