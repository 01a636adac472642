import { isJsonMap, type Json } from '../../../model/json.ts';
import { isMap, type TreeMap } from '../../tree/tree.ts';
import type { At, Codec } from './codec.ts';
import { inOrder, orderOf } from './in-order.ts';

/** A value under construction. */
type Draft<Target> = { -readonly [Key in keyof Target]: Target[Key] };

/** `null` is a value (of JSON), undefined is none. */
type Written<Value> = Exclude<Value, undefined>;

export interface Field<Target> {
  readonly name: string;
  readonly read: (from: TreeMap, at: At, into: Draft<Target>) => void;
  readonly print: (from: Target) => Json | undefined;
  readonly order?: (written: Json) => Json;
}

interface FieldMaker<Target> {
  /** An attribute that is not printed while it is empty, zero or false. */
  <Key extends keyof Target>(name: string, property: Key, codec: Codec<Written<Target[Key]>>): Field<Target>;
  /** An attribute that is printed if it was written. */
  kept<Key extends keyof Target>(
    name: string,
    property: Key,
    codec: Codec<Written<Target[Key]>>,
  ): Field<Target>;
}

/** Makes the rows of a table of attributes: name in the file, property, codec. */
export function fieldsOf<Target>(): FieldMaker<Target> {
  const make =
    (kept: boolean) =>
    <Key extends keyof Target>(
      name: string,
      property: Key,
      codec: Codec<Written<Target[Key]>>,
    ): Field<Target> => ({
      name,
      ...orderOf(codec),
      read(from, at, into) {
        const value = codec.read(from[name] ?? null, { container: from, key: name, reading: at.reading });
        if (value !== undefined) into[property] = value;
      },
      print(from) {
        const value = from[property];
        if (!isWritten(value) || (!kept && isNothing(value))) return undefined;
        const printed = codec.print(value);
        return printed === undefined || (!kept && isEmpty(printed)) ? undefined : printed;
      },
    });
  return Object.assign(make(false), { kept: make(true) });
}

const isWritten = <Value>(value: Value): value is Written<Value> => value !== undefined;

/** Most attributes of most services are absent; this check saves most of the printing. */
const isNothing = (value: unknown): boolean =>
  (value instanceof Map && value.size === 0) || (Array.isArray(value) && value.length === 0);

const isEmpty = (json: Json): boolean =>
  json === '' || json === 0 || json === false || (Array.isArray(json) && json.length === 0);

/** A map with known attributes, printed in the order of the table. */
export function struct<Target>(empty: () => Target, fields: readonly Field<Target>[]): Codec<Target> {
  const byName = new Map(fields.map((field) => [field.name, field]));
  return {
    read(tree, at) {
      if (!isMap(tree)) return undefined;
      const draft: Draft<Target> = empty();
      for (const name of Object.keys(tree)) {
        // `key:` without a value has no meaning, in one file as in an override.
        if (tree[name] !== null) byName.get(name)?.read(tree, at, draft);
      }
      return draft;
    },
    print(value) {
      const printed: { [key: string]: Json } = {};
      for (const field of fields) {
        const member = field.print(value);
        if (member !== undefined) printed[field.name] = member;
      }
      return printed;
    },
    order(written) {
      if (!isJsonMap(written)) return inOrder({}, written);
      const known = fields.filter(({ name }) => Object.hasOwn(written, name));
      const others = Object.entries(written).filter(([name]) => !byName.has(name));
      return Object.fromEntries([
        ...known.map((field) => [field.name, inOrder(field, written[field.name] ?? null)]),
        ...others,
      ]);
    },
  };
}
