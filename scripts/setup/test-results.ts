import { readFileSync, writeFileSync } from 'node:fs';

/** How a run of the tests ended. */
export interface TestResults {
  readonly passed: number;
  readonly skipped: number;
  readonly failures: readonly Failure[];
  /** Tests that passed at a later attempt, with the error of the first one. */
  readonly retried: readonly Failure[];
}

/** A test that failed, or what belongs to a file: its imports and hooks. Absent file: an error that no test caught. */
export interface Failure {
  /** Of vitest.config.ts. */
  readonly project?: string;
  readonly file?: string;
  readonly title?: string;
  readonly error: string;
}

/** Where the reporter writes them. */
export const RESULTS_VARIABLE = 'GANTRY_TEST_RESULTS';

export function writeResults(path: string, results: TestResults): void {
  writeFileSync(path, JSON.stringify(results));
}

/** Undefined: vitest did not come so far as to write any. */
export function readResults(path: string): TestResults | undefined {
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch {
    return undefined;
  }
  return JSON.parse(text);
}
