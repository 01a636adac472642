/**
 * A time in the form of the engine's log parameters.
 *
 * Shape: RFC 3339 with up to nine digits of a second, or seconds since 1970, which stay as they are.
 * @returns seconds since 1970 with nine decimals: a rounded time would show a line twice, or not at all.
 */
export function logTime(time: string): string {
  if (/^\d+(\.\d+)?$/.test(time)) return time;
  const fraction = /\.(\d{1,9})\d*/.exec(time)?.[1] ?? '';
  const wholeSeconds = Math.floor(Date.parse(time) / 1000);
  return `${wholeSeconds}.${fraction.padEnd(9, '0')}`;
}
