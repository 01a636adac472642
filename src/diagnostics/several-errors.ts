import { UserError } from './user-error.ts';

/** Several requests that cannot be fulfilled. To whoever knows only one error it is the first of them. */
export class SeveralErrors extends UserError {
  readonly errors: readonly UserError[];

  constructor(first: UserError, others: readonly UserError[]) {
    super(first.code, first.message, first);
    this.errors = [first, ...others];
  }
}

/** Finds all problems before any of them is told. */
export class Problems {
  readonly #found: UserError[] = [];

  add(...errors: readonly UserError[]): void {
    this.#found.push(...errors);
  }

  /** @returns undefined: it was not possible, and the reason is kept */
  attempt<Result>(make: () => Result): Result | undefined {
    try {
      return make();
    } catch (error) {
      if (!(error instanceof UserError)) throw error;
      this.#found.push(error);
      return undefined;
    }
  }

  /** Error: UserError, or SeveralErrors, when there are any. */
  refuse(): void {
    const [first, ...others] = this.#found;
    if (first) throw others.length === 0 ? first : new SeveralErrors(first, others);
  }
}
