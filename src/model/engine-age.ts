/** Seconds in a unit of an engine's words. */
const UNITS: Readonly<Record<string, number>> = {
  second: 1,
  minute: 60,
  hour: 3600,
  day: 86_400,
  week: 7 * 86_400,
  month: 30 * 86_400,
  year: 365 * 86_400,
};

/**
 * Since how many seconds a container is in its state, as near as the text of the engine tells: `Up About a minute (healthy)`,
 * `Exited (1) 3 weeks ago`. undefined: it tells nothing, as of one that was never started.
 */
export function ageInStatus(status: string): number | undefined {
  if (/\bLess than a second\b/.test(status)) return 0;
  const [, amount = '', unit = ''] =
    /\b(\d+|About an?) (second|minute|hour|day|week|month|year)s?\b/.exec(status) ?? [];
  const seconds = UNITS[unit];
  return seconds && seconds * (Number(amount) || 1);
}
