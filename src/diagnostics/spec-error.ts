import type { Problem } from './problem.ts';

/** The user's files are wrong: all the problems of one run, in the order of the files. At least one is an error. */
export class SpecError extends Error {
  override readonly name = 'SpecError';
  readonly problems: readonly Problem[];

  constructor(problems: readonly Problem[]) {
    super(problems.map((problem) => problem.message).join('\n'));
    this.problems = problems;
  }
}
