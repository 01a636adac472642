import type { Json } from '../../../model/json.ts';
import type { Codec } from '../codec/codec.ts';

/** `[llm]`, or `{llm: {endpoint_var: …}}`. Carried as a map. */
export const models: Codec<Json> = {
  read: (tree) =>
    Array.isArray(tree)
      ? Object.fromEntries(tree.filter((name) => typeof name === 'string').map((name) => [name, null]))
      : tree,
  print: (value) => value,
};
