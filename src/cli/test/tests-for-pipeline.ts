import type { Annotation } from '../pipeline/annotations.ts';
import { code, placeText, table, text } from '../pipeline/markdown.ts';
import type { TestsReport } from './tests-report.ts';

const MOST_TESTS = 50;
const MOST_CHARACTERS = 500;

/** Each test that failed, at its line. */
export function annotationsOfTests({ result, failed }: TestsReport): readonly Annotation[] {
  // A runner may know of tests that fail, and end with 0.
  const severity = result === 'passed' ? 'warning' : 'error';
  return failed.map(({ name, message = 'failed', file, line }) => ({
    severity,
    title: name,
    message,
    file,
    line,
  }));
}

/** How many there were, and those that failed, in Markdown. */
export function summaryOfTests({ tests, failed, skipped, folder }: TestsReport): readonly string[] {
  const counts = [
    `${tests} ${tests === 1 ? 'test' : 'tests'}`,
    `${failed.length} failed`,
    ...(skipped > 0 ? [`${skipped} skipped`] : []),
  ].join(', ');
  const told = `${counts}; results are in ${code(folder)}`;
  if (failed.length === 0) return [told];
  const rows = failed
    .slice(0, MOST_TESTS)
    .map(({ name, file, line, message = '' }) => [
      text(name),
      placeText(file, line),
      text(message.slice(0, MOST_CHARACTERS)),
    ]);
  const more = failed.length > MOST_TESTS ? `\n\nand ${failed.length - MOST_TESTS} more` : '';
  return [told, `${table(['test that failed', 'place', ''], rows)}${more}`];
}
