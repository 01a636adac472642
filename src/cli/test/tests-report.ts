import { type Totals, totalsOf } from '../../junit/report.ts';
import { isBad, nameOf, type TestResult } from './show-result.ts';

/** A test that failed, with its place in the repository where the report of its runner has one. */
interface FailedTest {
  readonly name: string;
  readonly message?: string;
  readonly file?: string;
  readonly line?: number;
}

/** What became of the tests, for those who read no JUnit. */
export interface TestsReport extends Totals {
  readonly result: TestResult['result'];
  /** Where their results are, and the JUnit report. */
  readonly folder: string;
  readonly junit: string;
  readonly failed: readonly FailedTest[];
}

export function testsReport({ result, folder, junit, copies }: TestResult): TestsReport {
  const suites = copies.flatMap(({ run }) => run.report.suites);
  const bad = suites.flatMap(({ cases }) => cases).filter(isBad);
  return {
    result,
    folder,
    junit,
    ...totalsOf(suites),
    failed: bad.map((one): FailedTest => {
      const { file, line, result: end } = one;
      const message = end.kind === 'failed' || end.kind === 'error' ? end.message : undefined;
      return {
        name: nameOf(one),
        ...(message !== undefined && { message }),
        ...(file !== undefined && { file }),
        ...(line !== undefined && { line }),
      };
    }),
  };
}

/** @returns undefined: the log says it */
export function whyTestsFailed({ result, tests, failed }: TestsReport): string | undefined {
  const [first] = failed;
  if (result === 'failed' && first) return `${failed.length} of ${tests} tests failed`;
  if (result !== 'not-started') return undefined;
  const cause = first === undefined ? '' : `: ${first.name}: ${first.message ?? 'failed'}`;
  return `the tests could not be run${cause}`;
}
