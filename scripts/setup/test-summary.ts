import { stripVTControlCharacters } from 'node:util';
import type { Failure, TestResults } from './test-results.ts';

/** More would push the first ones out of the end of a log. */
const SHOWN = 25;
const WIDTH = 220;

/** One line for each failure, with its project, file and title and the first line of its error. The end of a log tells so what happened. */
export function linesOf(failures: readonly Failure[]): readonly string[] {
  const rest = failures.length - SHOWN;
  return [...failures.slice(0, SHOWN).map(lineOf), ...(rest > 0 ? [`and ${rest} more`] : [])];
}

function lineOf({ project, file, title, error }: Failure): string {
  const place = [project && `[${project}]`, file, title].filter(Boolean).join(' ');
  const [first = ''] = stripVTControlCharacters(error).trim().split('\n');
  const line = `${place || 'no test'}: ${first}`;
  return line.length > WIDTH ? `${line.slice(0, WIDTH - 1)}…` : line;
}

const NOTHING = { passed: 0, skipped: 0, failures: [] };

/** `12 passed, 0 failed`. A run that fails with every test passed, or tells nothing, counts as one failure. */
export function summaryOf(results: TestResults | undefined, exitCode: number): string {
  const { passed, skipped, failures } = results ?? NOTHING;
  const failed = failures.length || (exitCode === 0 && results ? 0 : 1);
  return [`${passed} passed`, `${failed} failed`, ...(skipped > 0 ? [`${skipped} skipped`] : [])].join(', ');
}
