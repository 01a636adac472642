import type { UserError } from './user-error.ts';

/** Everything that stands in the way of what was asked, found before anything was touched. At least one. */
export class PreflightError extends Error {
  override readonly name = 'PreflightError';
  readonly problems: readonly UserError[];

  constructor(problems: readonly UserError[]) {
    super(problems.map((problem) => problem.message).join('\n'));
    this.problems = problems;
  }
}
