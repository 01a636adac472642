/** The names that `port-variables.ts` has values for. */
const OFFERED = /^GANTRY_(?:URL|PORT)_/;

/** Stands for a value while it is not known yet. */
const PLACEHOLDER = '1';

/** The variables of this kind that files ask for. */
export class AskedVariables {
  readonly #asked = new Set<string>();

  /** Answers with a placeholder, and remembers what was asked for. */
  readonly offer = (name: string): string | undefined => {
    if (!OFFERED.test(name)) return undefined;
    this.#asked.add(name);
    return PLACEHOLDER;
  };

  get isEmpty(): boolean {
    return this.#asked.size === 0;
  }
}
