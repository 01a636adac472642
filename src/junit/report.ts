/** The results of tests, as JUnit XML has them. Of nested suites each that has cases stands for itself. */
export interface TestReport {
  readonly suites: readonly TestSuite[];
}

export interface TestSuite {
  readonly name: string;
  /** As ISO 8601. */
  readonly timestamp?: string | undefined;
  /** Absent: the sum of its cases. */
  readonly seconds?: number | undefined;
  readonly cases: readonly TestCase[];
}

export interface TestCase {
  /** Empty: the name of the suite. */
  readonly classname: string;
  readonly name: string;
  readonly file?: string | undefined;
  readonly line?: number | undefined;
  readonly seconds?: number | undefined;
  readonly result: TestResult;
  readonly systemOut?: string | undefined;
  readonly systemErr?: string | undefined;
}

/** `failed`: the test says so. `error`: it did not come to that. */
export type TestResult =
  | { readonly kind: 'passed' }
  | { readonly kind: 'skipped'; readonly message?: string | undefined }
  | {
      readonly kind: 'failed' | 'error';
      readonly message?: string | undefined;
      readonly type?: string | undefined;
      readonly text?: string | undefined;
    };

export interface Totals {
  readonly tests: number;
  readonly failures: number;
  readonly errors: number;
  readonly skipped: number;
  readonly seconds: number;
}

const NO_TESTS: Totals = { tests: 0, failures: 0, errors: 0, skipped: 0, seconds: 0 };

/** Counted anew: who wrote a report may have been ended before it knew them. */
export function totalsOf(suites: readonly TestSuite[]): Totals {
  return suites.map(totalsOfSuite).reduce(sum, NO_TESTS);
}

function totalsOfSuite({ cases, seconds }: TestSuite): Totals {
  const of = (kind: TestResult['kind']): number => cases.filter(({ result }) => result.kind === kind).length;
  return {
    tests: cases.length,
    failures: of('failed'),
    errors: of('error'),
    skipped: of('skipped'),
    seconds: seconds ?? cases.reduce((total, one) => total + (one.seconds ?? 0), 0),
  };
}

const sum = (a: Totals, b: Totals): Totals => ({
  tests: a.tests + b.tests,
  failures: a.failures + b.failures,
  errors: a.errors + b.errors,
  skipped: a.skipped + b.skipped,
  seconds: a.seconds + b.seconds,
});

export const joinReports = (reports: readonly TestReport[]): TestReport => ({
  suites: reports.flatMap(({ suites }) => suites),
});

/** A report with one case that says what is wrong. */
export function errorReport(suite: string, name: string, problem: ErrorOfReport): TestReport {
  const { message, type, text } = problem;
  return {
    suites: [
      { name: suite, cases: [{ classname: '', name, result: { kind: 'error', message, type, text } }] },
    ],
  };
}

interface ErrorOfReport {
  readonly message: string;
  readonly type: string;
  readonly text?: string;
}
