import type { Cli } from '../context/cli.ts';
import { printError } from '../failures/print-errors.ts';
import { type Annotation, annotationLines } from '../pipeline/annotations.ts';
import { documentOf, duration, MOST_BYTES, text } from '../pipeline/markdown.ts';
import { maskSecrets } from '../pipeline/mask-secrets.ts';
import { pipelineOf } from '../pipeline/pipeline.ts';
import { addToStepSummary } from '../pipeline/step-summary.ts';
import type { Caller } from './run-tests.ts';
import type { TestResult } from './show-result.ts';
import { annotationsOfTests, summaryOfTests } from './tests-for-pipeline.ts';
import { type TestsReport, testsReport, whyTestsFailed } from './tests-report.ts';

const RESULTS: { readonly [R in TestResult['result']]: string } = {
  passed: '✅ passed',
  failed: '❌ failed',
  'not-started': '❌ could not be run',
  timeout: '❌ ran out of time',
  interrupted: '⏹ interrupted',
};

interface ForGithub extends Caller {
  /** Once the tests have ended. @returns false: the summary cannot be written, which has been told */
  readonly tell: () => Promise<boolean>;
}

/** What GitHub is told where it runs the command: secrets, the tests that failed at their lines, and the summary of the step. */
export function forGithub(cli: Cli): ForGithub | undefined {
  if (!pipelineOf(cli.environment).hasCommands) return undefined;
  let result: TestResult | undefined;
  return {
    onProject: (project) => maskSecrets(cli, project),
    onResult(last) {
      result = last;
    },
    tell: async () => !result || (await tell(cli, result)),
  };
}

async function tell(cli: Cli, result: TestResult): Promise<boolean> {
  const report = testsReport(result);
  const why = whyTestsFailed(report);
  const whole: readonly Annotation[] =
    why === undefined ? [] : [{ severity: 'error', title: 'gantry test', message: why }];
  cli.stderr.write(annotationLines([...whole, ...annotationsOfTests(report)]));
  try {
    addToStepSummary(cli, summaryOf(result, report));
    return true;
  } catch (error) {
    await printError(cli, error);
    return false;
  }
}

const summaryOf = (result: TestResult, report: TestsReport): string =>
  documentOf(
    [
      `## gantry test: ${text(result.project)} ${RESULTS[result.result]}`,
      duration(result.seconds),
      ...summaryOfTests(report),
    ],
    MOST_BYTES.summary,
  );
