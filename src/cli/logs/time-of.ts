import { UserError } from '../../diagnostics/user-error.ts';

const UNIT_SECONDS: Readonly<Record<string, number>> = { ms: 0.001, s: 1, m: 60, h: 3600, d: 86_400 };

/**
 * A time as the user writes it, for the engine.
 *
 * Shape:  an age (`42m`, `1h30m`), a date with or without a time (`2026-01-02`, `2026-01-02T13:23:37Z`; without a
 *         zone the local one), or seconds since 1970.
 * @returns RFC 3339, or the seconds as they are.
 * Error:  UserError `bad-usage`.
 */
export function timeOf(text: string, now: Date): string {
  if (/^\d+(\.\d+)?$/.test(text)) return text;
  if (/^(\d+(\.\d+)?(ms|[smhd]))+$/.test(text))
    return new Date(now.getTime() - ageSeconds(text) * 1000).toISOString();
  const time = new Date(/^\d{4}-\d\d-\d\d$/.test(text) ? `${text}T00:00:00` : text);
  if (/^\d{4}-\d\d-\d\d/.test(text) && !Number.isNaN(time.getTime())) return time.toISOString();
  throw new UserError('bad-usage', `"${text}" is neither an age nor a time`, {
    hint: 'write an age such as 42m or 1h30m, or a time such as 2026-01-02T13:23:37Z',
  });
}

/** @param time as `timeOf` gives it @returns since 1970 */
export const millisecondsOf = (time: string): number =>
  /^\d+(\.\d+)?$/.test(time) ? Number(time) * 1000 : Date.parse(time);

function ageSeconds(text: string): number {
  let total = 0;
  for (const [, amount, unit] of text.matchAll(/(?<!\d)(\d+(?:\.\d+)?)(ms|[smhd])/g)) {
    total += Number(amount) * (UNIT_SECONDS[unit ?? ''] ?? 0);
  }
  return total;
}
