import type { Container, Tree } from '../tree/tree.ts';

export interface TreeSize {
  /** Values in the tree, each alias counted with all that it stands for. */
  readonly all: number;
  /** Values in the tree, what aliases share counted once. */
  readonly written: number;
  readonly cyclic: boolean;
  /** The keys of all mappings. */
  readonly keys: readonly string[];
}

/** Sizes up a tree that may share containers or even contain itself, in time proportional to what is written. */
export function measureTree(tree: Tree): TreeSize {
  const sizes = new Map<Container, number>();
  const open = new Set<Container>();
  const keys: string[] = [];
  let written = 0;
  let cyclic = false;

  const measure = (value: Tree): number => {
    if (typeof value !== 'object' || value === null) {
      written++;
      return 1;
    }
    const known = sizes.get(value);
    if (known !== undefined) return known;
    if (open.has(value)) {
      cyclic = true;
      return 0;
    }
    open.add(value);
    written++;
    let size = 1;
    if (Array.isArray(value)) for (const item of value) size += measure(item);
    else
      for (const key of Object.keys(value)) {
        keys.push(key);
        size += measure(value[key] ?? null);
      }
    open.delete(value);
    sizes.set(value, size);
    return size;
  };

  const all = measure(tree);
  return { all, written, cyclic, keys };
}
