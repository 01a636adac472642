import type { Cli } from '../context/cli.ts';
import { runTests } from '../test/run-tests.ts';
import type { TestResult } from '../test/show-result.ts';
import { type TestsReport, testsReport, whyTestsFailed } from '../test/tests-report.ts';
import type { PhaseEnd } from './report.ts';

interface Asked {
  readonly tests: readonly string[];
  readonly junit: string | undefined;
  readonly signal: AbortSignal;
}

/** Runs them as `gantry test` does. Images are built under the names of the instance, from the cache that `build` has filled. */
export async function runTestPhase(cli: Cli, { tests, junit, signal }: Asked): Promise<PhaseEnd> {
  let report: TestsReport | undefined;
  const onResult = (result: TestResult): void => {
    report = testsReport(result);
  };
  // What tests write is a part of the log. A plan is the result.
  const inside = cli.globals.dryRun ? cli : { ...cli, stdout: cli.stderr, colour: cli.errorColour };
  const options = { build: true, format: 'text', ...(junit !== undefined && { junit }) } as const;
  const code = await runTests(inside, tests, [], options, { signal, onResult });
  if (!report) return { code };
  const why = whyTestsFailed(report);
  return { code, tests: report, ...(why !== undefined && { why }) };
}
