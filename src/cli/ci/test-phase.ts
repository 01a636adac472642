import { totalsOf } from '../../junit/report.ts';
import type { Cli } from '../context/cli.ts';
import { runTests } from '../test/run-tests.ts';
import { isBad, nameOf, type TestResult } from '../test/show-result.ts';
import type { FailedTest, PhaseEnd, TestsReport } from './report.ts';

interface Asked {
  readonly tests: readonly string[];
  readonly junit: string | undefined;
  readonly signal: AbortSignal;
}

/** Runs them as `gantry test` does. Images are built under the names of the instance, from the cache that `build` has filled. */
export async function runTestPhase(cli: Cli, { tests, junit, signal }: Asked): Promise<PhaseEnd> {
  let report: TestsReport | undefined;
  const onResult = (result: TestResult): void => {
    report = reportOf(result);
  };
  // What tests write is a part of the log. A plan is the result.
  const inside = cli.globals.dryRun ? cli : { ...cli, stdout: cli.stderr, colour: cli.errorColour };
  const options = { build: true, format: 'text', ...(junit !== undefined && { junit }) } as const;
  const code = await runTests(inside, tests, [], options, { signal, onResult });
  if (!report) return { code };
  const why = whyOf(report);
  return { code, tests: report, ...(why !== undefined && { why }) };
}

function reportOf({ result, folder, junit, copies }: TestResult): TestsReport {
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

/** undefined: the log says it. */
function whyOf({ result, tests, failed }: TestsReport): string | undefined {
  const [first] = failed;
  if (result === 'failed' && first) return `${failed.length} of ${tests} tests failed`;
  if (result !== 'not-started') return undefined;
  const cause = first === undefined ? '' : `: ${first.name}: ${first.message ?? 'failed'}`;
  return `the tests could not be run${cause}`;
}
