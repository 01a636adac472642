import { environmentReport, type StartedService } from '../../junit/environment-report.ts';
import { type TestReport, type Totals, totalsOf } from '../../junit/report.ts';
import type { LogLine } from '../../model/event.ts';
import type { Project } from '../../model/project.ts';
import type { Hide } from '../../model/secret-hider.ts';
import type { Cli } from '../context/cli.ts';
import { hiderFor } from '../find/hide-secrets.ts';
import { collectResults, type Results } from './collect-results.ts';
import { type EndedTest, runTest } from './run-test.ts';
import { planEnvironment, startEnvironment } from './start-environment.ts';
import { StartRecord } from './start-record.ts';
import { tearDown } from './tear-down.ts';
import { type CopyResult, resultOf, type TestRun } from './test-outcome.ts';
import { reportOf } from './write-report.ts';

export interface CopyRequest {
  /** Of a matrix: `PG=15`; empty: there is none. */
  readonly label: string;
  readonly tests: readonly string[];
  /** In place of the command of the file; empty: that one. */
  readonly words: readonly string[];
  readonly build: boolean;
  readonly pull?: string | undefined;
  /** For the tests, beside those of the file. */
  readonly variables: ReadonlyMap<string, string>;
  /** Of the results; it is there. */
  readonly folder: string;
  /** Leaves the instance when something failed. */
  readonly keep: boolean;
  /** Aborted when the time is over, or by the user; the reason is in it. */
  readonly signal: AbortSignal;
  readonly show: (line: LogLine) => Promise<void> | undefined;
}

/** What became of the tests, once. */
export interface Round {
  readonly label: string;
  readonly result: CopyResult;
  readonly runs: readonly TestRun[];
  readonly started: readonly StartedService[];
  readonly report: TestReport;
  readonly totals: Totals;
  readonly results: Results;
  readonly seconds: number;
  /** Not made for the user: a bug of ours. */
  readonly isInternal: boolean;
  /** Absent: it could not be read. */
  readonly project?: Project;
}

/** What became of the tests in one instance, and of the instance. */
export interface CopyRun extends Round {
  /** It was left for a look inside. */
  readonly isKept: boolean;
  /** Nothing else is left of it. */
  readonly isRemoved: boolean;
}

/** What is wrong with the files may have values in it, and has been told. */
const UNREADABLE: StartedService = {
  service: 'compose',
  problem: { type: 'failed', message: 'the environment could not be planned' },
};
const NOTHING: Results = { artifacts: new Map(), states: [], problems: [] };

/**
 * Runs tests in an instance of their own:
 *
 *   build ──▶ start what they need, until it is ready ──▶ run them ──▶ keep their results ──▶ remove everything
 *     └── failed, time over, Ctrl-C, an exception: whatever happens ──────▲
 *
 * @param cli of the instance
 */
export async function runCopy(cli: Cli, request: CopyRequest): Promise<CopyRun> {
  const begun = performance.now();
  const round = await runRound(cli, request);
  const isKept = request.keep && round.result !== 'passed';
  const isRemoved = !isKept && (await removeInstance(cli));
  return { ...round, isKept, isRemoved, seconds: (performance.now() - begun) / 1000 };
}

/** @returns whether nothing of it is left. What went wrong has been told. */
export async function removeInstance(cli: Cli): Promise<boolean> {
  try {
    return await tearDown(cli);
  } catch (error) {
    const { printError } = await import('../failures/print-errors.ts');
    await printError(cli, error);
    return false;
  }
}

/** All of it but the end of the instance. Never an error: that has been told, and what follows is done all the same. */
export async function runRound(cli: Cli, request: CopyRequest): Promise<Round> {
  const { label, tests, folder, signal } = request;
  const begun = performance.now();
  const timestamp = new Date().toISOString();
  const record = new StartRecord(() => performance.now());
  const ended: EndedTest[] = [];
  let project: Project | undefined;
  let needed: readonly string[] = [];
  let hasStarted = false;
  let isInternal = false;
  let results = NOTHING;
  let report: TestReport = { suites: [] };

  const attempt = async (work: () => Promise<void>): Promise<void> => {
    try {
      await work();
    } catch (error) {
      const { printError } = await import('../failures/print-errors.ts');
      record.fail('', { type: 'failed', message: error instanceof Error ? error.message : String(error) });
      if (!(await printError(cli, error))) isInternal = true;
    }
  };

  const hideIn = (): Hide => hiderFor(cli, project);
  await attempt(async () => {
    const plans = await planEnvironment(cli, request);
    ({ project, needed } = plans);
    hasStarted = await startEnvironment(cli, plans, { record, signal });
    const ending = endingOf(signal);
    if (!hasStarted && ending) record.stop(needed, ending);
    if (!hasStarted) return;
    const hide = hideIn();
    for (const service of testOrder(tests))
      ended.push(
        await runTest(cli, {
          service,
          words: request.words,
          variables: request.variables,
          useAliases: !needed.includes(service),
          record,
          show: request.show,
          hide,
          signal,
        }),
      );
  });
  const known = project;
  if (known) {
    await attempt(async () => {
      results = await collectResults(cli, {
        project: known,
        hide: hideIn(),
        folder,
        commanded: new Set(request.words.length > 0 ? tests : []),
      });
    });
    await attempt(async () => {
      report = await reportOf({
        environment: cli.environment,
        project: known,
        hide: hideIn(),
        folder,
        artifacts: results.artifacts,
        copy: label,
        started: record.started(needed),
        tests,
        ended,
        hasStarted,
        timestamp,
      });
    });
  } else report = environmentReport([UNREADABLE], tests, timestamp);
  const hide = hideIn();
  return {
    label,
    result: result(),
    runs: ended.map(({ run, output }) => hideInRun({ ...run, ...(output !== '' && { output }) }, hide)),
    started: record.started(needed).map((one) => hideInStarted(one, hide)),
    report,
    totals: totalsOf(report.suites),
    results: hideInResults(results, hide),
    seconds: (performance.now() - begun) / 1000,
    isInternal,
    ...(project && { project }),
  };

  function result(): CopyResult {
    const stopped = endingOf(signal);
    const isWhole = ended.length === tests.length && !isInternal;
    return resultOf(
      ended.map(({ run }) => run),
      { started: hasStarted && isWhole, stopped: isWhole && ended.every(hasEnded) ? undefined : stopped },
    );
  }
}

const endingOf = ({ aborted, reason }: AbortSignal): 'timeout' | 'interrupted' | undefined => {
  if (!aborted) return undefined;
  return reason === 'timeout' ? 'timeout' : 'interrupted';
};

const hideInRun = (run: TestRun, hide: Hide): TestRun =>
  run.end.kind === 'not-started' ? { ...run, end: { ...run.end, message: hide(run.end.message) } } : run;

/** What was copied keeps its names: they are hidden only where they are told. */
export const hideInResults = (results: Results, hide: Hide): Results => ({
  ...results,
  artifacts: new Map(
    [...results.artifacts].map(([service, { files, ...more }]) => [
      service,
      { ...more, files: files.map(hide) },
    ]),
  ),
});

const hideInStarted = (started: StartedService, hide: Hide): StartedService =>
  started.problem
    ? { ...started, problem: { ...started.problem, message: hide(started.problem.message) } }
    : started;

const hasEnded = ({ run }: EndedTest): boolean => run.end.kind !== 'stopped';

/** In the order of their names, which is the same everywhere. */
const testOrder = (tests: readonly string[]): readonly string[] => tests.toSorted();
