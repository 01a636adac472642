import { isJsonMap, type Json } from './json.ts';

/** What becomes of a change that fails: it stays as far as it came, or all of it goes back. */
export type OnFailure = 'leave' | 'rollback';

/** Reads the value of `on-failure`. @returns undefined when it is none */
export const readOnFailure = (json: Json): OnFailure | undefined =>
  json === 'leave' || json === 'rollback' ? json : undefined;

/** Reads a valid `x-gantry` of the project (`rules/gantry-is-known.ts` checks it). @returns undefined when it does not say */
export const onFailureOf = (gantry: Json | undefined): OnFailure | undefined =>
  isJsonMap(gantry ?? null) ? readOnFailure(Object(gantry)['on-failure'] ?? null) : undefined;
