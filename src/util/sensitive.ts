/** The text that replaces a secret value. */
export const HIDDEN = '••••••';

/**
 * A secret value. It becomes dots in every text and every JSON;
 * only `reveal()` gives the value, so a search for that word finds every place that can leak.
 */
export class Sensitive {
  readonly #value: string;

  constructor(value: string) {
    this.#value = value;
  }

  reveal(): string {
    return this.#value;
  }

  toString(): string {
    return HIDDEN;
  }

  toJSON(): string {
    return HIDDEN;
  }

  [Symbol.for('nodejs.util.inspect.custom')](): string {
    return HIDDEN;
  }
}
