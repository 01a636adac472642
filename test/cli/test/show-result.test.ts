import { expect, test } from 'vitest';
import { type CopyRun, hideInResults } from '../../../src/cli/test/run-copy.ts';
import { resultToJson, showResult, type TestResult } from '../../../src/cli/test/show-result.ts';
import { totalsOf } from '../../../src/junit/report.ts';

const suites = [
  {
    name: 'shell',
    cases: Array.from({ length: 12 }, (_, index) => ({
      classname: 'tests.Basket',
      name: `case ${index}`,
      result: { kind: 'failed', message: 'expected 2\nbut got 3' } as const,
    })),
  },
];

const aRun = (more: Partial<CopyRun> = {}): CopyRun => ({
  label: '',
  result: 'failed',
  runs: [{ service: 'tests', seconds: 1.25, end: { kind: 'exited', code: 7 } }],
  started: [{ service: 'db', seconds: 0.5, problem: undefined }],
  report: { suites },
  totals: totalsOf(suites),
  results: { artifacts: new Map(), states: [], problems: ['artifacts of tests: report: there is none'] },
  seconds: 3,
  isKept: false,
  isRemoved: true,
  isInternal: false,
  ...more,
});

const aResult = (run: CopyRun): TestResult => ({
  project: 'shop',
  result: run.result,
  exitCode: 7,
  seconds: 3.04,
  folder: 'test-results/1',
  junit: 'test-results/1/junit.xml',
  copies: [{ instance: 'test-1', project: 'shop-test-1', folder: 'test-results/1', run }],
});

test('showResult() names the service, the first ten tests that failed, and where the results are', () => {
  const lines = showResult(aResult(aRun()), { colour: false }).split('\n');

  expect(lines.slice(0, 3)).toEqual([
    '✘ tests: exit code 7 (1.3 s)',
    '  12 tests, 12 failed',
    '  ✘ tests.Basket › case 0: expected 2',
  ]);
  expect(lines.slice(-4)).toEqual([
    '  … and 2 more',
    '• artifacts of tests: report: there is none',
    'failed in 3.0 s; results are in test-results/1',
    '',
  ]);
});

test('showResult() tells a service that did not start once, also where it was to run tests', () => {
  const problem = { type: 'failed', message: 'no program' } as const;
  const text = showResult(
    aResult(
      aRun({
        result: 'not-started',
        report: { suites: [] },
        started: [
          { service: 'db', problem: { type: 'unhealthy', message: 'it is unhealthy' } },
          { service: 'tests', problem },
        ],
        runs: [{ service: 'tests', seconds: 1, end: { kind: 'not-started', message: 'no program' } }],
      }),
    ),
    { colour: false },
  );

  expect(text).toContain('✘ db: it is unhealthy\n');
  expect(text.match(/no program/g)).toHaveLength(1);
});

test('resultToJson() has the end of each service, and what became of the instance', () => {
  expect(resultToJson(aResult(aRun({ label: 'PG=15' })))).toMatchObject({
    project: 'shop',
    result: 'failed',
    exitCode: 7,
    copies: [
      {
        matrix: 'PG=15',
        project: 'shop-test-1',
        removed: true,
        kept: false,
        started: [{ service: 'db', seconds: 0.5 }],
        tests: [{ service: 'tests', end: 'exited', exitCode: 7 }],
        totals: { tests: 12, failures: 12 },
      },
    ],
  });
});

test('resultToJson() names no secret in the artifacts', () => {
  const results = {
    artifacts: new Map([['tests', { folder: 'tests', files: ['of-hunter2.txt'], workingDir: '/' }]]),
    states: [],
    problems: [],
  };
  const hidden = hideInResults(results, (text) => text.replaceAll('hunter2', '•'));

  expect(resultToJson(aResult(aRun({ results: hidden }))).copies).toMatchObject([
    { artifacts: { tests: ['tests/of-•.txt'] } },
  ]);
});
