import { isJsonMap, type Json } from './json.ts';

/** Addresses of engines by the name, the id or the address of their node. */
export type NodeAddresses = ReadonlyMap<string, string>;

/** In docker's notation, with its scheme: a name alone would be one of many things. */
export const isEngineAddress = (text: string): boolean =>
  /^(?:unix|npipe|tcp|http|https|ssh):\/\/./.test(text);

/** `x-gantry.nodes` of the project, which is known to be valid. */
export function nodeAddressesOf(gantry: Json | undefined): NodeAddresses {
  const nodes = isJsonMap(gantry) ? gantry.nodes : undefined;
  const entries = isJsonMap(nodes) ? Object.entries(nodes) : [];
  return new Map(
    entries.flatMap(([name, address]) => (typeof address === 'string' ? [[name, address] as const] : [])),
  );
}
