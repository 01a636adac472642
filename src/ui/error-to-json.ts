import { PreflightError } from '../diagnostics/preflight-error.ts';
import type { Problem } from '../diagnostics/problem.ts';
import { SpecError } from '../diagnostics/spec-error.ts';
import { UserError } from '../diagnostics/user-error.ts';
import type { Json } from '../model/json.ts';
import { WaitError } from '../model/wait-error.ts';
import { problemToJson } from './problems-json.ts';

type Fields = { readonly [key: string]: Json };

/** What a program can read of a failure: the text, the code to match on, what to do, and all that is known of a container. */
export function errorToJson(error: unknown): Fields {
  const message = error instanceof Error ? error.message : String(error);
  if (error instanceof SpecError)
    return { error: true, message, problems: error.problems.map(problemToJson) };
  if (error instanceof PreflightError)
    return { error: true, message, problems: error.problems.map(errorToJson) };
  if (error instanceof UserError)
    return { error: true, code: error.code, message, ...(error.hint !== undefined && { hint: error.hint }) };
  if (!(error instanceof WaitError)) return { error: true, message };
  const { report } = error;
  return {
    error: true,
    code: 'wait-failed',
    message,
    report: {
      ...report,
      ...(report.probe && { probe: { ...report.probe } }),
      waitedMs: Math.round(report.waitedMs),
    },
  };
}

/** A warning about the files, as a line of `--progress json`. */
export function warningToJson(warning: Problem): Fields {
  const { message, severity: _, ...more } = problemToJson(warning);
  return { type: 'warning', status: 'Warning', text: message ?? '', ...more };
}
