import type { Slot } from '../tree/history.ts';
import type { Origins } from '../tree/origins.ts';
import { emptyMap, isMap, type Tree, type TreeMap } from '../tree/tree.ts';
import { appendLists, type MergeRule, type Merging, mergeByShape, mergeMaps } from './merge-by-shape.ts';

/** The later value, even if it is `null`. */
export function replaced(_base: Tree, over: Tree): Tree {
  return over;
}

/** Lists of `key=value` and maps alike: the later value of a key wins, also when it is `null`. */
export function byPair(base: Tree, over: Tree, merging: Merging): Tree {
  if (typeof base !== 'object' || typeof over !== 'object' || base === null || over === null)
    return mergeByShape(base, over, merging);
  const made: TreeMap = emptyMap();
  const put = (key: string, value: Tree, from: Slot): void => {
    const before = Object.hasOwn(made, key) && merging.origins.before({ container: made, key });
    if (before)
      merging.origins.history?.recordMerge(
        { container: made, key },
        { base: before, over: from, outcome: 'replaced' },
      );
    made[key] = value;
    merging.origins.take(made, key, from.container, from.key);
  };
  for (const tree of [base, over]) {
    if (isMap(tree)) {
      for (const key of Object.keys(tree)) put(key, tree[key] ?? null, { container: tree, key });
      continue;
    }
    for (const [index, item] of tree.entries()) {
      const [key = '', ...rest] = String(item).split('=');
      put(key, rest.length === 0 ? null : rest.join('='), { container: tree, key: index });
    }
  }
  return made;
}

/** One value or a list of them: appended without duplicates. */
export function collected(base: Tree, over: Tree, merging: Merging): Tree {
  const below = listed(base, merging.baseAt, merging.origins);
  const above = listed(over, merging.overAt, merging.origins);
  if (!below || !above) return mergeByShape(base, over, merging);
  return appendLists(below, above, merging.origins, true);
}

/** `host=address` or a map: both addresses of a host stay. */
export function hosts(base: Tree, over: Tree, merging: Merging): Tree {
  const below = isMap(base) ? hostList(base, merging.origins) : base;
  const above = isMap(over) ? hostList(over, merging.origins) : over;
  return collected(below, above, merging);
}

/** A list of names is a map whose members are `member()`. */
export function byName(member: () => Tree): MergeRule {
  return (base, over, merging) =>
    mergeByShape(named(base, member, merging.origins), named(over, member, merging.origins), merging);
}

/** A text is the context. */
export function build(base: Tree, over: Tree, merging: Merging): Tree {
  return mergeByShape(
    contextMap(base, merging.baseAt, merging.origins),
    contextMap(over, merging.overAt, merging.origins),
    merging,
  );
}

/** Options belong to their driver: another driver discards them. */
export function logging(base: Tree, over: Tree, merging: Merging): Tree {
  if (!isMap(base) || !isMap(over)) return mergeByShape(base, over, merging);
  const sameDriver = base.driver === undefined || over.driver === undefined || base.driver === over.driver;
  return sameDriver ? mergeMaps(base, over, merging) : over;
}

/** Subnets identify address pools; pools that the later file does not name are dropped. */
export function pools(base: Tree, over: Tree, merging: Merging): Tree {
  if (!Array.isArray(base) || !Array.isArray(over)) return mergeByShape(base, over, merging);
  const made: Tree[] = [];
  for (const [index, pool] of over.entries()) {
    const before = isMap(pool) ? base.find((one) => isMap(one) && one.subnet === pool.subnet) : undefined;
    made.push(isMap(pool) && isMap(before) ? mergeMaps(before, pool, merging) : pool);
    merging.origins.take(made, index, over);
  }
  return made;
}

function listed(tree: Tree, at: Slot, origins: Origins): Tree[] | undefined {
  if (Array.isArray(tree)) return tree;
  if (tree === null) return [];
  if (isMap(tree)) return undefined;
  const made = [tree];
  origins.take(made, 0, at.container, at.key);
  return made;
}

function hostList(tree: TreeMap, origins: Origins): Tree[] {
  const made: Tree[] = [];
  for (const host of Object.keys(tree)) {
    for (const address of [tree[host] ?? null].flat()) {
      origins.take(made, made.length, tree, host);
      made.push(`${host}=${String(address)}`);
    }
  }
  return made;
}

function named(tree: Tree, member: () => Tree, origins: Origins): Tree {
  if (!Array.isArray(tree)) return tree;
  const made: TreeMap = emptyMap();
  for (const [index, name] of tree.entries()) {
    made[String(name)] = member();
    origins.take(made, String(name), tree, index);
  }
  return made;
}

function contextMap(tree: Tree, at: Slot, origins: Origins): Tree {
  if (typeof tree !== 'string') return tree;
  const made: TreeMap = { context: tree };
  origins.take(made, 'context', at.container, at.key);
  return made;
}
