import { isJsonMap, type Json } from './json.ts';

/**
 * Reads a valid `x-gantry` of the project or of a service (`rules/check-is-known.ts` checks it).
 *
 * @returns the rules of `check` that it switches off, with the reasons
 */
export function ignoredRulesOf(gantry: Json | undefined): ReadonlyMap<string, string> {
  const ignore = isJsonMap(gantry) && isJsonMap(gantry.check) ? gantry.check.ignore : undefined;
  if (!isJsonMap(ignore)) return new Map();
  return new Map(
    Object.entries(ignore).flatMap(([rule, reason]) => (typeof reason === 'string' ? [[rule, reason]] : [])),
  );
}

/** The set of rules that `x-gantry: {check: {rules: 1}}` of the project asks for. */
export function ruleSetOf(gantry: Json | undefined): number | undefined {
  const rules = isJsonMap(gantry) && isJsonMap(gantry.check) ? gantry.check.rules : undefined;
  return typeof rules === 'number' ? rules : undefined;
}
