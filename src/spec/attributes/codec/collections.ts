import type { Json } from '../../../model/json.ts';
import { byKey } from '../../../util/by-key.ts';
import { isMap, type Tree } from '../../tree/tree.ts';
import type { At, Codec } from './codec.ts';
import { inOrder, orderMembers, orderOf } from './in-order.ts';
import { printNumber, text } from './scalars.ts';

export function listOf<Item>(item: Codec<Item>): Codec<readonly Item[]> {
  return {
    read(tree, at) {
      if (!Array.isArray(tree)) return undefined;
      const items: Item[] = [];
      for (const [key, member] of tree.entries()) {
        const value = item.read(member, { container: tree, key, reading: at.reading });
        if (value !== undefined) items.push(value);
      }
      return items;
    },
    print: (items) => items.map((value) => item.print(value) ?? null),
    order: (written) => orderMembers(written, (member) => inOrder(item, member)),
  };
}

export function mapOf<Value>(item: Codec<Value>): Codec<ReadonlyMap<string, Value>> {
  return {
    read(tree, at) {
      if (!isMap(tree)) return undefined;
      const map = new Map<string, Value>();
      for (const key of Object.keys(tree)) {
        const value = item.read(tree[key] ?? null, { container: tree, key, reading: at.reading });
        if (value !== undefined) map.set(key, value);
      }
      return map;
    },
    print: (map) => printMap(map, item.print),
    order: (written) => orderMembers(written, (member) => inOrder(item, member)),
  };
}

/** A single item stands for a list of one. */
export function oneOrMore<Item>(list: Codec<readonly Item[]>, item: Codec<Item>): Codec<readonly Item[]> {
  return {
    read(tree, at) {
      if (Array.isArray(tree)) return list.read(tree, at);
      const value = item.read(tree, at);
      return value === undefined ? undefined : [value];
    },
    print: list.print,
    ...orderOf(list),
  };
}

/** Of several items with one key the last wins, at the position of the first, as docker compose reads repeated entries. */
export function lastOf<Item>(
  list: Codec<readonly Item[]>,
  keyOf: (item: Item) => string,
): Codec<readonly Item[]> {
  return {
    read(tree, at) {
      const items = list.read(tree, at);
      return items && items.length > 1
        ? [...new Map(items.map((item) => [keyOf(item), item])).values()]
        : items;
    },
    print: list.print,
    ...orderOf(list),
  };
}

export const textList: Codec<readonly string[]> = oneOrMore(listOf(text), text);

/** A list without duplicates; `a=1` and `a=2` have the same key. */
export const textSet: Codec<readonly string[]> = lastOf(textList, (item) => item.split('=', 1)[0] ?? item);

/** `{a: 1, b: }` or `[a=1, b]`: values become text, `null` is a key without a value. */
export const keyValues: Codec<ReadonlyMap<string, string | null>> = {
  read(tree) {
    const map = new Map<string, string | null>();
    if (isMap(tree)) {
      for (const key of Object.keys(tree)) map.set(key, asText(tree[key] ?? null));
    } else if (Array.isArray(tree)) {
      for (const item of tree) {
        const entry = asText(item);
        if (entry === null) continue;
        const equals = entry.indexOf('=');
        if (equals < 0) map.set(entry, null);
        else map.set(entry.slice(0, equals), entry.slice(equals + 1));
      }
    } else return undefined;
    return map;
  },
  print: (map) => printMap(map, (value) => value),
};

/** The same, but a key without a value gets an empty one. */
export const stringMap: Codec<ReadonlyMap<string, string>> = {
  read(tree, at) {
    const map = keyValues.read(tree, at);
    return map && new Map([...map].map(([key, value]) => [key, value ?? '']));
  },
  print: (map) => printMap(map, (value) => value),
};

/** Carried as it was read, in canonical form. */
export function canonical<Value>(codec: Codec<Value>): Codec<Json> {
  return {
    read(tree: Tree, at: At) {
      const value = codec.read(tree, at);
      return value === undefined ? undefined : codec.print(value);
    },
    print: (json) => json,
  };
}

function printMap<Value>(
  map: ReadonlyMap<string, Value>,
  print: (value: Value) => Json | undefined,
): Json | undefined {
  if (map.size === 0) return undefined;
  return Object.fromEntries(byKey(map).map(([key, value]) => [key, print(value) ?? null]));
}

function asText(tree: Tree): string | null {
  if (typeof tree === 'string') return tree;
  if (typeof tree === 'number') return printNumber(tree);
  return typeof tree === 'boolean' ? String(tree) : null;
}
