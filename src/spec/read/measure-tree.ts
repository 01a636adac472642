import type { Container, Tree } from '../tree/tree.ts';

export interface TreeSize {
  /** The number of values, with the whole target of each alias. */
  readonly all: number;
  /** The number of values, with shared targets of aliases counted once. */
  readonly written: number;
  readonly cyclic: boolean;
  /** The keys of all mappings. */
  readonly keys: readonly string[];
}

/** Measures a tree that may share containers or even contain itself, in time proportional to the written text. */
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
