import { InvalidArgumentError } from 'commander';

/** A whole number of seconds, 0 or more. */
export function seconds(text: string): number {
  if (!/^\d+$/.test(text)) throw new InvalidArgumentError('It takes a whole number of seconds.');
  return Number(text);
}

/** `all` or a number of lines. undefined: all. */
export function lineCount(text: string): number | undefined {
  if (text === 'all') return undefined;
  if (!/^-?\d+$/.test(text)) throw new InvalidArgumentError('It takes a number of lines, or `all`.');
  return Number(text) < 0 ? undefined : Number(text);
}

/** `SERVICE=N`, repeated. */
export function scaleOf(
  text: string,
  previous: ReadonlyMap<string, number> = new Map(),
): ReadonlyMap<string, number> {
  const match = /^(.+)=(\d+)$/.exec(text);
  if (!match?.[1] || !match[2]) throw new InvalidArgumentError('It takes SERVICE=NUMBER, e.g. web=3.');
  return new Map([...previous, [match[1], Number(match[2])]]);
}
