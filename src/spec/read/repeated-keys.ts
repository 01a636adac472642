import { type Container, isMap, memberOf, type Tree, type TreeMap } from '../tree/tree.ts';

/** Private-use characters, with which no real key starts. */
const AGAIN = '\uE001';
const AGAIN_KEY = /^\uE001\d+\uE001/;

/** More than that is no mistake of a moment. */
const MOST = 200;

/**
 * The text with another name for a key that is there already, so that the rest can be read: `offset` is where the key begins.
 * @returns undefined for a key that is not written as a plain or quoted text
 */
export function renameKey(text: string, offset: number, count: number): string | undefined {
  const start = /["']/.test(text.charAt(offset)) ? offset + 1 : offset;
  if (count > MOST || /[\s*&!?|>%@`[\]{},:#]/.test(text.charAt(start))) return undefined;
  return `${text.slice(0, start)}${AGAIN}${count}${AGAIN}${text.slice(start)}`;
}

/**
 * Puts what stands below renamed keys where they were meant to be. Of two values the first is taken, and two mappings are one,
 * since what is below either of them is there: nothing that refers to it is wrong. Changes the tree.
 */
export function foldKeys(tree: Tree, seen: Set<Container> = new Set()): void {
  if (typeof tree !== 'object' || tree === null || seen.has(tree)) return;
  seen.add(tree);
  if (Array.isArray(tree)) {
    for (const item of tree) foldKeys(item, seen);
    return;
  }
  for (const key of Object.keys(tree)) {
    const value = tree[key] ?? null;
    foldKeys(value, seen);
    const [mark] = AGAIN_KEY.exec(key) ?? [];
    if (mark === undefined) continue;
    delete tree[key];
    const name = key.slice(mark.length);
    if (name !== '<<') add(tree, name, value);
  }
}

function add(into: TreeMap, name: string, value: Tree): void {
  const first = memberOf(into, name) ?? null;
  if (first === null) into[name] = value;
  else if (isMap(first) && isMap(value) && first !== value)
    for (const [key, member] of Object.entries(value)) add(first, key, member);
}
