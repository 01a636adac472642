import type { TestCase, TestReport, TestResult } from './report.ts';

type Hide = (text: string) => string;

/** The same report as `hide` shows each text of it. */
export function hideInReport({ suites }: TestReport, hide: Hide): TestReport {
  return {
    suites: suites.map((suite) => ({
      ...suite,
      name: hide(suite.name),
      timestamp: suite.timestamp === undefined ? undefined : hide(suite.timestamp),
      cases: suite.cases.map((one) => hideInCase(one, hide)),
    })),
  };
}

function hideInCase(one: TestCase, hide: Hide): TestCase {
  const hidden = (text: string | undefined): string | undefined =>
    text === undefined ? undefined : hide(text);
  return {
    ...one,
    classname: hide(one.classname),
    name: hide(one.name),
    file: hidden(one.file),
    result: hideInResult(one.result, hidden),
    systemOut: hidden(one.systemOut),
    systemErr: hidden(one.systemErr),
  };
}

function hideInResult(
  result: TestResult,
  hidden: (text: string | undefined) => string | undefined,
): TestResult {
  switch (result.kind) {
    case 'passed':
      return result;
    case 'skipped':
      return { ...result, message: hidden(result.message) };
    case 'failed':
    case 'error':
      return {
        ...result,
        message: hidden(result.message),
        type: hidden(result.type),
        text: hidden(result.text),
      };
  }
}
