import { looksLikeError } from '../../util/looks-like-error.ts';

/** How many of the last lines are kept, and of the first ones that look like errors: they explain a failure. */
const LAST = 20;
const FIRST_ERRORS = 5;

/** Of all that a step writes, what is worth to be shown when it fails. */
export class FailureLines {
  readonly #last: string[] = [];
  readonly #errors: { readonly line: string; readonly index: number }[] = [];
  #count = 0;

  add(line: string): void {
    const index = this.#count++;
    if (this.#errors.length < FIRST_ERRORS && looksLikeError(line)) this.#errors.push({ line, index });
    this.#last.push(line);
    if (this.#last.length > LAST) this.#last.shift();
  }

  get last(): readonly string[] {
    return [...this.#last];
  }

  /** Those that are not among the last lines. A tool may write its cause long before it gives up. */
  get firstErrors(): readonly string[] {
    const firstOfLast = this.#count - this.#last.length;
    return this.#errors.filter(({ index }) => index < firstOfLast).map(({ line }) => line);
  }
}
