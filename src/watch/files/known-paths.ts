import type { EntryKind } from './host-tree.ts';

/** A path that was on the host once, and is not any more. */
export const GONE = 'gone';

interface KnownEntry {
  readonly path: string;
  readonly kind: EntryKind;
}

/**
 * What a rule has seen on the host. Only a path that was seen there may be removed from a container: whatever else is
 * in its folders (dependencies that were installed, what the program wrote) is none of our business.
 */
export class KnownPaths {
  readonly #kinds = new Map<string, EntryKind | typeof GONE>();

  constructor(before: Iterable<string> = []) {
    for (const path of before) this.#kinds.set(path, GONE);
  }

  kindOf(path: string): EntryKind | typeof GONE | undefined {
    return this.#kinds.get(path);
  }

  set(path: string, kind: EntryKind): void {
    this.#kinds.set(path, kind);
  }

  /** @returns what there was: the path itself, and all that was below it. */
  remove(path: string): readonly KnownEntry[] {
    // A file has nothing below it, and most of what goes is files.
    const kind = this.#kinds.get(path);
    const removed = kind === 'file' ? [{ path, kind }] : this.below(path);
    for (const gone of removed) this.#kinds.set(gone.path, GONE);
    return removed;
  }

  /** What is there: the path itself, and all that is below it. */
  below(path: string): readonly KnownEntry[] {
    const found: KnownEntry[] = [];
    for (const [known, kind] of this.#kinds)
      if (kind !== GONE && (known === path || path === '' || known.startsWith(`${path}/`)))
        found.push({ path: known, kind });
    return found;
  }

  /** After everything on the host was listed: what is not in the list is gone. */
  replace(now: ReadonlyMap<string, EntryKind>): void {
    for (const path of this.#kinds.keys()) if (!now.has(path)) this.#kinds.set(path, GONE);
    for (const [path, kind] of now) this.#kinds.set(path, kind);
  }

  /** All that was ever seen, for the next watcher. */
  paths(): IterableIterator<string> {
    return this.#kinds.keys();
  }

  gone(): readonly string[] {
    return [...this.#kinds].filter(([, kind]) => kind === GONE).map(([path]) => path);
  }
}
