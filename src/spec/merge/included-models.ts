import type { TreeMap } from '../tree/tree.ts';

type Variables = ReadonlyMap<string, string>;

/** More is no project: few files that include one another several times would be read for ever. */
const MOST = 2000;

/** What included files came to. The same files with the same variables are assembled once, however many ways lead to them. */
export class IncludedModels {
  readonly #models = new Map<Variables, Map<string, TreeMap>>();
  readonly #variables = new Map<Variables, Map<string, Variables>>();
  #count = 0;

  /** Counts one more. @returns whether they are too many. */
  areTooMany(): boolean {
    this.#count += 1;
    return this.#count > MOST;
  }

  /** @param key the files, and what else they depend on */
  find(variables: Variables, key: string): TreeMap | undefined {
    return this.#models.get(variables)?.get(key);
  }

  add(variables: Variables, key: string, model: TreeMap): void {
    const known = this.#models.get(variables) ?? new Map<string, TreeMap>();
    this.#models.set(variables, known.set(key, model));
  }

  /** One map for what the same env files add to the same variables: it is what `find` knows them by. */
  widened(outer: Variables, files: readonly string[], added: Variables): Variables {
    // Those that are set already win.
    if ([...added.keys()].every((name) => outer.has(name))) return outer;
    const known = this.#variables.get(outer) ?? new Map<string, Variables>();
    this.#variables.set(outer, known);
    const key = files.join('\0');
    const made = known.get(key) ?? new Map([...added, ...outer]);
    known.set(key, made);
    return made;
  }
}
