/** What stands in the place of a value that must not be shown. */
export const HIDDEN = '••••••';

/**
 * A value that must not be shown. It prints as dots wherever text or JSON is made of it;
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
