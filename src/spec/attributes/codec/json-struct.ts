import type { Json } from '../../../model/json.ts';
import { isMap } from '../../tree/tree.ts';
import type { Codec } from './codec.ts';

/**
 * A map with known attributes that is carried as JSON: nothing of ours acts on it yet, but it is printed in
 * canonical form. What is not in the table is dropped, as the check of the shape has reported it.
 * @param defaults what it has even when it was not written
 */
export function jsonStruct(
  fields: Readonly<Record<string, Codec<Json>>>,
  defaults: { readonly [key: string]: Json } = {},
): Codec<Json> {
  return {
    read(tree, at) {
      if (!isMap(tree)) return undefined;
      const value: { [key: string]: Json } = {};
      for (const [name, codec] of Object.entries(fields)) {
        const member = tree[name];
        const read =
          member === undefined || member === null
            ? undefined
            : codec.read(member, { container: tree, key: name, reading: at.reading });
        const known = read ?? defaults[name];
        if (known !== undefined) value[name] = known;
      }
      return value;
    },
    print: (value) => value,
  };
}
