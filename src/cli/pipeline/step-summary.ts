import { appendFileSync } from 'node:fs';
import type { Cli } from '../context/cli.ts';
import { cannotWrite } from '../context/write-result.ts';

/** Adds Markdown to what GitHub shows of the step; elsewhere nothing. Error: UserError when it cannot be written. */
export function addToStepSummary({ environment }: Cli, markdown: string): void {
  const path = environment.get('GITHUB_STEP_SUMMARY');
  if (!path) return;
  try {
    // Others write to it too.
    appendFileSync(path, markdown);
  } catch (error) {
    throw cannotWrite(path, error instanceof Error ? error : new Error(String(error)));
  }
}
