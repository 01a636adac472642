import type { Json } from '../../../model/json.ts';
import { isMap, type Tree } from '../../tree/tree.ts';
import type { Codec } from './codec.ts';
import { orderOf } from './in-order.ts';

/** Keeps the `x-…` keys beside the attributes. */
export function withExtensions<Target extends { readonly extensions: ReadonlyMap<string, Json> }>(
  codec: Codec<Target>,
): Codec<Target> {
  return {
    ...orderOf(codec),
    read(tree, at) {
      const value = codec.read(tree, at);
      if (!value) return undefined;
      const extensions = readExtensions(tree);
      return extensions.size === 0 ? value : { ...value, extensions };
    },
    print(value) {
      const printed = codec.print(value);
      return value.extensions.size === 0
        ? printed
        : { ...Object(printed), ...Object.fromEntries(value.extensions) };
    },
  };
}

export function readExtensions(tree: Tree): ReadonlyMap<string, Json> {
  const extensions = new Map<string, Json>();
  if (!isMap(tree)) return extensions;
  for (const key of Object.keys(tree)) {
    if (key.startsWith('x-')) extensions.set(key, tree[key] ?? null);
  }
  return extensions;
}
