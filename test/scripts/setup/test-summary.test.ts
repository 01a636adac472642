import { expect, test } from 'vitest';
import { type ReportedFile, type ReportedTest, resultsOf } from '../../../scripts/setup/test-reporter.ts';
import { linesOf, summaryOf } from '../../../scripts/setup/test-summary.ts';

const aTest = (fullName: string, state: string, ...messages: readonly string[]): ReportedTest => ({
  fullName,
  result: () => ({ state, errors: messages.map((message) => ({ message })) }),
});

/** In the project `e2e`, with a suite `web`. */
function aFile(
  tests: readonly ReportedTest[],
  {
    ofFile = [],
    ofSuite = [],
  }: { readonly ofFile?: readonly string[]; readonly ofSuite?: readonly string[] } = {},
): ReportedFile {
  const errors = (messages: readonly string[]) => () => messages.map((message) => ({ message }));
  return {
    project: { name: 'e2e' },
    relativeModuleId: 'test/e2e/web.test.ts',
    errors: errors(ofFile),
    children: {
      allTests: () => tests,
      allSuites: () => [{ fullName: 'web', errors: errors(ofSuite) }],
    },
  };
}

const PASSED = aTest('passes', 'passed');

test('linesOf() has a line for each failed test: project, file, title and the first line of its error', () => {
  const file = aFile([
    PASSED,
    aTest('web > starts', 'failed', '\u001b[31mexpected 1 to be 2\u001b[39m\n\n- 1\n+ 2', 'later'),
  ]);
  expect(linesOf(resultsOf([file], []).failures)).toEqual([
    '[e2e] test/e2e/web.test.ts web > starts: expected 1 to be 2',
  ]);
});

test('linesOf() has the hooks that failed, the files that cannot be loaded, and errors that no test caught', () => {
  const broken = aFile([PASSED], { ofFile: ['no such module'], ofSuite: ['the network stays'] });
  const results = resultsOf([broken], [{ message: 'nobody caught this' }]);
  expect(linesOf(results.failures)).toEqual([
    '[e2e] test/e2e/web.test.ts: no such module',
    '[e2e] test/e2e/web.test.ts web: the network stays',
    'no test: nobody caught this',
  ]);
  expect(summaryOf(results, 1)).toBe('1 passed, 3 failed');
});

test('a test that passed at its second attempt is no failure, and is told with the error of the first', () => {
  const results = resultsOf([aFile([PASSED, aTest('again', 'passed', 'too early')])], []);
  expect(results.failures).toEqual([]);
  expect(linesOf(results.retried)).toEqual(['[e2e] test/e2e/web.test.ts again: too early']);
  expect(summaryOf(results, 0)).toBe('2 passed, 0 failed');
});

test('linesOf() stays short enough for the end of a log', () => {
  const many = Array.from({ length: 100 }, (_, at) => aTest(`test ${at}`, 'failed', 'long '.repeat(100)));
  const lines = linesOf(resultsOf([aFile(many)], []).failures);
  expect(lines).toHaveLength(26);
  expect(lines.at(-1)).toBe('and 75 more');
  expect(Math.max(...lines.map((line) => line.length))).toBe(220);
});

test('summaryOf() counts what passed, failed and was left out', () => {
  const results = resultsOf(
    [aFile([PASSED, PASSED, aTest('later', 'skipped'), aTest('never', 'pending')])],
    [],
  );
  expect(summaryOf(results, 0)).toBe('2 passed, 0 failed, 2 skipped');
  expect(summaryOf(resultsOf([aFile([PASSED, aTest('fails', 'failed', 'no')])], []), 1)).toBe(
    '1 passed, 1 failed',
  );
});

test('summaryOf() never says that all is well when vitest ended otherwise, or told nothing', () => {
  expect(summaryOf(resultsOf([aFile([PASSED])], []), 1)).toBe('1 passed, 1 failed');
  expect(summaryOf(undefined, 0)).toBe('0 passed, 1 failed');
});
