import type { Reporter, SerializedError, TestModule } from 'vitest/node';
import { type Failure, RESULTS_VARIABLE, type TestResults, writeResults } from './test-results.ts';

interface Thrown {
  readonly message: string;
}

/** What a reporter of vitest gets to know of a file, as far as the results need it. */
export interface ReportedFile {
  readonly project: { readonly name: string };
  readonly relativeModuleId: string;
  errors(): readonly Thrown[];
  readonly children: {
    allTests(): Iterable<ReportedTest>;
    allSuites(): Iterable<ReportedSuite>;
  };
}

export interface ReportedTest {
  readonly fullName: string;
  result(): { readonly state: string; readonly errors?: readonly Thrown[] | undefined };
}

interface ReportedSuite {
  readonly fullName: string;
  errors(): readonly Thrown[];
}

/** A failed hook, a file that cannot be loaded and an error that no test caught are failures of their own. */
export function resultsOf(files: readonly ReportedFile[], uncaught: readonly Thrown[]): TestResults {
  const states = files.flatMap((file) => [...file.children.allTests()].map((test) => test.result().state));
  const passed = states.filter((state) => state === 'passed').length;
  const failed = states.filter((state) => state === 'failed').length;
  return {
    passed,
    skipped: states.length - passed - failed,
    failures: [...files.flatMap(failuresIn), ...uncaught.map(({ message }) => ({ error: message }))],
    retried: files.flatMap(retriedIn),
  };
}

function failuresIn(file: ReportedFile): readonly Failure[] {
  const suites = [...file.children.allSuites()];
  return [
    ...file.errors().map((error) => failure(file, undefined, error)),
    ...suites.flatMap((suite) => suite.errors().map((error) => failure(file, suite.fullName, error))),
    ...testsThat(file, 'failed').map(({ title, error }) => failure(file, title, error)),
  ];
}

/** Those that passed at a later attempt have the error of the first one. */
function retriedIn(file: ReportedFile): readonly Failure[] {
  return testsThat(file, 'passed').flatMap(({ title, error }) =>
    error === undefined ? [] : [failure(file, title, error)],
  );
}

function testsThat(
  { children }: ReportedFile,
  end: 'passed' | 'failed',
): readonly { readonly title: string; readonly error: Thrown | undefined }[] {
  return [...children.allTests()].flatMap((test) => {
    const { state, errors } = test.result();
    return state === end ? [{ title: test.fullName, error: errors?.[0] }] : [];
  });
}

function failure(file: ReportedFile, title: string | undefined, error: Thrown | undefined): Failure {
  return {
    project: file.project.name,
    file: file.relativeModuleId,
    ...(title !== undefined && { title }),
    error: error?.message ?? '',
  };
}

/** Writes the results for the end of a run. */
export default class ResultsReporter implements Reporter {
  onTestRunEnd(files: readonly TestModule[], uncaught: readonly SerializedError[]): void {
    const path = process.env[RESULTS_VARIABLE];
    if (path) writeResults(path, resultsOf(files, uncaught));
  }
}
