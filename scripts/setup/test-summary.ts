import { listAt, numberAt, textAt } from './json.ts';

/**
 * `12 passed, 0 failed` from vitest's JSON report. A file that fails before it has a test counts as one
 * failure, and so does a run that fails with every test passed (an error that no test caught).
 */
export function summaryOf(report: string, exitCode: number): string {
  const results: unknown = JSON.parse(report);
  const brokenFiles = listAt(results, 'testResults').filter(
    (file) => textAt(file, 'status') === 'failed' && listAt(file, 'assertionResults').length === 0,
  );
  const passed = numberAt(results, 'numPassedTests');
  const failed = numberAt(results, 'numFailedTests') + brokenFiles.length;
  const skipped = numberAt(results, 'numPendingTests') + numberAt(results, 'numTodoTests');
  const counts = [`${passed} passed`, `${failed || (exitCode === 0 ? 0 : 1)} failed`];
  return [...counts, ...(skipped > 0 ? [`${skipped} skipped`] : [])].join(', ');
}
