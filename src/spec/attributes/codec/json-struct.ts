import type { Json } from '../../../model/json.ts';
import { isMap } from '../../tree/tree.ts';
import type { Codec } from './codec.ts';

/**
 * A map with known attributes that is carried as JSON: gantry does not act on it, but prints it in canonical form. Attributes that
 * are not in the table are dropped; the check of the shape has reported them.
 * @param defaults the members that it has even when they were not written
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
