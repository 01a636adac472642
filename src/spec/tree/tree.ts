/** The plain values of a YAML document. Containers keep their identity so that Origins can follow them. */
export type Tree = null | boolean | number | string | Tree[] | TreeMap;
export type TreeMap = { [key: string]: Tree };
export type Container = Tree[] | TreeMap;

/** The path from the root of a tree to a value. */
export type Path = readonly (string | number)[];

/** Without a prototype: a key `__proto__` is a key, and nothing is there that nobody wrote (`constructor`). */
export const emptyMap = (): TreeMap => Object.create(null);

/** What was written at a key; a map that was copied has a prototype, whose members nobody wrote. */
export const memberOf = (map: TreeMap, key: string): Tree | undefined =>
  Object.hasOwn(map, key) ? map[key] : undefined;

export const isMap = (tree: Tree | undefined): tree is TreeMap =>
  typeof tree === 'object' && tree !== null && !Array.isArray(tree);
