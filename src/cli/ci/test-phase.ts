import { disarm } from '../../util/disarm.ts';
import type { Cli } from '../context/cli.ts';
import { runTests } from '../test/run-tests.ts';
import { hasPassed, type TestResult } from '../test/show-result.ts';
import { type TestsReport, testsReport, whyTestsFailed } from '../test/tests-report.ts';
import type { PhaseEnd } from './report.ts';

interface Asked {
  readonly tests: readonly string[];
  readonly junit: string | undefined;
  readonly signal: AbortSignal;
}

/** Of the end of each test that failed. */
const MOST_LINES = 50;

/** Runs them as `gantry test` does. Images are built under the names of the instance, from the cache that `build` has filled. */
export async function runTestPhase(cli: Cli, { tests, junit, signal }: Asked): Promise<PhaseEnd> {
  let report: TestsReport | undefined;
  let log: readonly string[] = [];
  const onResult = (result: TestResult): void => {
    report = testsReport(result);
    log = endOfTests(result);
  };
  // What tests write is a part of the log. A plan is the result.
  const inside = cli.globals.dryRun ? cli : { ...cli, stdout: cli.stderr, colour: cli.errorColour };
  const options = { build: true, format: 'text', ...(junit !== undefined && { junit }) } as const;
  const code = await runTests(inside, tests, [], options, { signal, onResult });
  if (!report) return { code };
  const why = whyTestsFailed(report);
  return { code, tests: report, ...(log.length > 0 && { log }), ...(why !== undefined && { why }) };
}

/** What tests that did not pass wrote last; of several, each below its name. */
function endOfTests({ copies }: TestResult): readonly string[] {
  const bad = copies.flatMap(({ run: { label, runs } }) =>
    runs.flatMap((run) =>
      run.output === undefined || hasPassed(run)
        ? []
        : [{ name: [label, run.service].filter(Boolean).join(' '), lines: linesOf(run.output) }],
    ),
  );
  return bad.flatMap(({ name, lines }) => (bad.length > 1 ? [`== ${name}`, ...lines] : lines));
}

const linesOf = (output: string): readonly string[] =>
  output.trimEnd().split('\n').slice(-MOST_LINES).map(disarm);
