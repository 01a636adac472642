/** The plain values of a YAML document. Containers keep their identity so that Origins can follow them. */
export type Tree = null | boolean | number | string | Tree[] | TreeMap;
export type TreeMap = { [key: string]: Tree };
export type Container = Tree[] | TreeMap;

/** The path from the root of a tree to a value. */
export type Path = readonly (string | number)[];

export const isMap = (tree: Tree | undefined): tree is TreeMap =>
  typeof tree === 'object' && tree !== null && !Array.isArray(tree);
