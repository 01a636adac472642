import type { Source } from '../../diagnostics/source.ts';
import type { Place } from './finding.ts';
import type { History, Slot } from './history.ts';
import type { Container, Path, Tree } from './tree.ts';

interface Root {
  readonly tree: Tree;
  readonly source: Source;
  readonly document: number;
  /** Where each container of the tree stands; made when the first place is asked for. */
  paths?: ReadonlyMap<Container, Path>;
}

/**
 * Follows every value of a tree back to the file it was written in, through interpolation and merging.
 *
 * Nothing is stored for what a file says as it is: its containers are found again by identity, which costs a walk
 * only when a place is asked for. A phase that makes a new container says what it was made from.
 */
export class Origins {
  readonly #roots: Root[] = [];
  readonly #derived = new WeakMap<Container, Container>();
  readonly #slots = new WeakMap<Container, Map<string | number, Slot>>();
  /** Present when what is lost on the way is asked for too. */
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

  /** The member `key` of `made` is what `from` has under `fromKey`. */
  take(made: Container, key: string | number, from: Container, fromKey: string | number = key): void {
    let slots = this.#slots.get(made);
    if (!slots) {
      slots = new Map();
      this.#slots.set(made, slots);
    }
    slots.set(key, { container: from, key: fromKey });
  }

  /** What a member was made from, one step back; undefined: it is as a file says it, or nobody wrote it. */
  before({ container, key }: Slot): Slot | undefined {
    const from = this.#derived.get(container);
    return this.#slots.get(container)?.get(key) ?? (from && { container: from, key });
  }

  /** The documents as they are written. */
  documents(): readonly { readonly tree: Tree; readonly source: Source; readonly document: number }[] {
    return this.#roots;
  }

  /** @returns undefined when the value was not written anywhere (a default of ours). */
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
   * The place of what `path` leads to in `tree`, or of the nearest thing above it that was written.
   * A name that meets a list stands for the item that is, or starts with, that name (`depends_on: [db]`), or has it
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
      // Where a single value stands instead of a list or a map, the way ends early, but at what is meant.
      const isEnd = depth === path.length - 1 || (typeof next !== 'object' && next !== undefined);
      best = this.place(here, key, isEnd ? part : 'key') ?? best;
      here = next;
    }
    return best;
  }
}

function itemIndex(items: readonly Tree[], name: string | number): number | undefined {
  if (typeof name === 'number') return name;
  const index = items.findIndex(
    (item) =>
      (typeof item === 'string' && item.startsWith(name) && !/[\w.-]/.test(item.charAt(name.length))) ||
      (typeof item === 'object' && item !== null && !Array.isArray(item) && item.source === name),
  );
  return index < 0 ? undefined : index;
}

/** What aliases share stands where it is met first. */
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
