import { isJsonMap, type Json } from './json.ts';

/**
 * Reads the `inputs` of a valid `x-gantry` (`rules/inputs-are-known.ts` checks it).
 *
 * @returns the paths of more files that a service is made of, relative to the folder of the project
 */
export function inputsOf(gantry: Json | undefined): readonly string[] {
  const inputs = isJsonMap(gantry) ? gantry.inputs : undefined;
  return Array.isArray(inputs) ? inputs.map(String) : [];
}
