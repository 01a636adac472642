import { isJsonMap, type Json } from './json.ts';

/** Reads a valid `x-gantry` of a service (`rules/test-is-known.ts` checks it). @returns whether it runs tests. */
export const isTestService = (gantry: Json | undefined): boolean => isJsonMap(gantry) && gantry.test === true;

/** Reads a valid `x-gantry` of a service. @returns what is kept of its containers: paths and patterns. */
export function artifactsOf(gantry: Json | undefined): readonly string[] {
  const artifacts = isJsonMap(gantry) ? gantry.artifacts : undefined;
  return Array.isArray(artifacts) ? artifacts.filter((one) => typeof one === 'string') : [];
}
