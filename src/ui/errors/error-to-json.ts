import type { Problem } from '../../diagnostics/problem.ts';
import { SpecError } from '../../diagnostics/spec-error.ts';
import type { Json } from '../../model/json.ts';
import { describeFailure } from './describe-failure.ts';
import { failureToJson } from './failure-to-json.ts';
import { problemToJson } from './problems-json.ts';

type Fields = { readonly [key: string]: Json };

/** An error as data: one line of `--progress json` for each problem. */
export function errorToJson(error: unknown): readonly Fields[] {
  if (error instanceof SpecError)
    return error.problems.map((problem) => {
      if (problem.severity === 'warning') return warningToJson(problem);
      const { severity: _, ...more } = problemToJson(problem);
      return { type: 'error', error: true, ...more };
    });
  const known = error instanceof Error ? error : new Error(String(error));
  return [failureToJson(describeFailure(known))];
}

/** A warning about the files, as a line of `--progress json`. */
export function warningToJson(warning: Problem): Fields {
  const { message, severity: _, ...more } = problemToJson(warning);
  return { type: 'warning', status: 'Warning', text: message ?? '', ...more };
}
