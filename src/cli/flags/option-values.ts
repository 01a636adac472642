import { InvalidArgumentError } from 'commander';
import { MOST_REPLICAS } from '../../model/deploy-spec.ts';
import { parseDurationMs } from '../../util/parse-duration.ts';

/** `1m30s`, or `0`. @returns milliseconds */
export function durationMs(text: string): number {
  const ms = text === '0' ? 0 : parseDurationMs(text);
  if (ms === undefined)
    throw new InvalidArgumentError(
      /^\d+$/.test(text)
        ? `It takes a duration with a unit, e.g. ${text}s.`
        : 'It takes a duration, e.g. 5s or 1m30s.',
    );
  return ms;
}

/** Of a release, as `gantry history` has it. */
export function releaseNumber(text: string): number {
  if (!/^[1-9]\d{0,8}$/.test(text)) throw new InvalidArgumentError('It takes a number from 1 on.');
  return Number(text);
}

/** At least a second. @returns milliseconds */
export function lifetimeMs(text: string): number {
  const ms = durationMs(text);
  if (ms < 1000) throw new InvalidArgumentError('It takes at least 1s.');
  return ms;
}

/** A whole number of seconds, 0 or more. */
export function seconds(text: string): number {
  if (!/^\d+$/.test(text)) throw new InvalidArgumentError('It takes a whole number of seconds.');
  return Number(text);
}

/** 0 or more. */
export function wholeNumber(text: string): number {
  if (!/^\d+$/.test(text)) throw new InvalidArgumentError('It takes a whole number.');
  return Number(text);
}

/** `all` or a number of lines. Negative: all. */
export function lineCount(text: string): number {
  if (text === 'all') return -1;
  if (!/^-?\d+$/.test(text)) throw new InvalidArgumentError('It takes a number of lines, or `all`.');
  return Number(text);
}

/** `SERVICE=N`, repeated. */
export function scaleOf(
  text: string,
  previous: ReadonlyMap<string, number> = new Map(),
): ReadonlyMap<string, number> {
  const match = /^(.+)=(\d+)$/.exec(text);
  if (!match?.[1] || !match[2]) throw new InvalidArgumentError('It takes SERVICE=NUMBER, e.g. web=3.');
  if (Number(match[2]) > MOST_REPLICAS)
    throw new InvalidArgumentError(`A service has at most ${MOST_REPLICAS} containers.`);
  return new Map([...previous, [match[1], Number(match[2])]]);
}

/** Of a replica, counted from 1; 0 is docker compose's way of saying none. */
export function containerIndex(text: string): number {
  if (!/^\d+$/.test(text))
    throw new InvalidArgumentError('It takes the number of a replica, counted from 1.');
  return Number(text);
}
