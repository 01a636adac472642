import type { Source } from '../../diagnostics/source.ts';
import type { Place } from './finding.ts';
import type { History, Slot } from './history.ts';
import type { Container, Path, Tree } from './tree.ts';

interface Root {
  readonly tree: Tree;
  readonly source: Source;
  readonly document: number;
  /** The place of each container of the tree; computed at the first request. */
  paths?: ReadonlyMap<Container, Path>;
}

/**
 * Follows every value of a tree back to the file it was written in, through interpolation and merging.
 *
 * Unchanged values of a file need no record: their containers are found again by identity, which costs a walk only when a place is
 * requested. Invariant: a phase never changes a container in place; it makes a new one and records its origin (`derive`, `take`).
 */
export class Origins {
  readonly #roots: Root[] = [];
  readonly #derived = new WeakMap<Container, Container>();
  readonly #slots = new WeakMap<Container, Map<string | number, Slot>>();
  /** Present when an explanation needs the lost values too. */
  readonly history: History | undefined;

  constructor(history?: History) {
    this.history = history;
  }

  addRoot(tree: Tree, source: Source, document: number): void {
    this.#roots.push({ tree, source, document });
  }

  /** `made` has the members of `from` under the same keys. */
  derive(made: Container, from: Container): void {
    this.#derived.set(made, from);
  }

  /** The member `key` of `made` comes from the member `fromKey` of `from`. */
  take(made: Container, key: string | number, from: Container, fromKey: string | number = key): void {
    let slots = this.#slots.get(made);
    if (!slots) {
      slots = new Map();
      this.#slots.set(made, slots);
    }
    slots.set(key, { container: from, key: fromKey });
  }

  /** The origin of a member, one step back; undefined: the value is from a file, or a default. */
  before({ container, key }: Slot): Slot | undefined {
    const from = this.#derived.get(container);
    return this.#slots.get(container)?.get(key) ?? (from && { container: from, key });
  }

  /** The original documents. */
  documents(): readonly { readonly tree: Tree; readonly source: Source; readonly document: number }[] {
    return this.#roots;
  }

  /** @returns undefined when no file has the value (a default of gantry). */
  place(container: Container, key: string | number, part: 'key' | 'value' = 'value'): Place | undefined {
    let slot: Slot = { container, key };
    for (let before = this.before(slot); before; before = this.before(slot)) slot = before;
    for (const root of this.#roots) {
      root.paths ??= pathsOf(root.tree);
      const path = root.paths.get(slot.container);
      const { source, document } = root;
      if (path) return { kind: 'path', source, document, path: [...path, slot.key], part };
    }
    return undefined;
  }

  /**
   * The place of the value at `path` in `tree`, or of the nearest written value above it.
   * For a list, a name selects the item that is, or starts with, that name (`depends_on: [db]`), or has it
   * as its source (`secrets: [{source: key}]`).
   */
  at(tree: Tree, path: Path, part: 'key' | 'value' = 'value'): Place | undefined {
    let best: Place | undefined;
    let here: Tree | undefined = tree;
    for (const [depth, name] of path.entries()) {
      if (typeof here !== 'object' || here === null) break;
      const key: string | number | undefined = Array.isArray(here) ? itemIndex(here, name) : name;
      if (key === undefined || !Object.hasOwn(here, key)) break;
      const next: Tree | undefined = (here as { [key: string | number]: Tree })[key];
      // If the file has a single value instead of a list or a map, the path ends early, at that value.
      const isEnd = depth === path.length - 1 || (typeof next !== 'object' && next !== undefined);
      best = this.place(here, key, isEnd ? part : 'key') ?? best;
      here = next;
    }
    return best;
  }
}

/** The item that has this name: `db` and `db:/data`, or an object with it as its `source`. */
export function itemIndex(items: readonly Tree[], name: string | number): number | undefined {
  if (typeof name === 'number') return name;
  const index = items.findIndex(
    (item) =>
      (typeof item === 'string' && item.startsWith(name) && !/[\w.-]/.test(item.charAt(name.length))) ||
      (typeof item === 'object' && item !== null && !Array.isArray(item) && item.source === name),
  );
  return index < 0 ? undefined : index;
}

/** A shared target of aliases has the place of its first occurrence. */
function pathsOf(tree: Tree): ReadonlyMap<Container, Path> {
  const paths = new Map<Container, Path>();
  const walk = (value: Tree, path: Path) => {
    if (typeof value !== 'object' || value === null || paths.has(value)) return;
    paths.set(value, path);
    const entries = Array.isArray(value) ? value.entries() : Object.entries(value);
    for (const [key, member] of entries) if (typeof member === 'object') walk(member, [...path, key]);
  };
  walk(tree, []);
  return paths;
}
