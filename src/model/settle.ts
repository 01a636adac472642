import { parseDurationMs } from '../util/parse-duration.ts';
import { isJsonMap, type Json } from './json.ts';

/** Reads the value of `settle`: a duration, or `0`. @returns undefined when it is none. */
export function readSettleMs(json: Json): number | undefined {
  if (json === 0 || json === '0') return 0;
  return typeof json === 'string' ? parseDurationMs(json) : undefined;
}

/** Reads a valid `x-gantry` (`rules/gantry-is-known.ts` checks it). @returns undefined when it has no `settle`. */
export function settleMsOf(gantry: Json | undefined): number | undefined {
  if (!isJsonMap(gantry) || gantry.settle === undefined) return undefined;
  return readSettleMs(gantry.settle);
}
