import { ENVIRONMENT_SUITE } from '../../junit/environment-report.ts';
import { type TestCase, totalsOf } from '../../junit/report.ts';
import type { JsonMap } from '../../model/json.ts';
import { palette } from '../../ui/text/colours.ts';
import { visible } from '../../util/disarm.ts';
import type { CopyRun } from './run-copy.ts';
import type { CopyResult, TestRun } from './test-outcome.ts';

/** All that `test` says in the end. */
export interface TestResult {
  readonly project: string;
  readonly result: CopyResult;
  readonly exitCode: number;
  readonly seconds: number;
  /** Of the results, as it is typed here. */
  readonly folder: string;
  readonly junit: string;
  readonly copies: readonly CopyEntry[];
}

export interface CopyEntry {
  readonly instance: string;
  /** What it was on the engine. */
  readonly project: string;
  readonly folder: string;
  readonly run: CopyRun;
}

/** The tests that are named, of those that failed. The report has all. */
const MOST_SHOWN = 10;

/** A few lines: each service, the tests that failed, and where everything is. */
export function showResult(result: TestResult, { colour }: { readonly colour: boolean }): string {
  const paint = palette(colour);
  const lines = result.copies.flatMap(({ run }) => {
    const front = run.label === '' ? '' : `${run.label} `;
    // Those of the environment are told with their service.
    const suites = run.report.suites.filter(({ name }) => name !== ENVIRONMENT_SUITE);
    const failed = suites.flatMap(({ cases }) => cases).filter(isBad);
    const services = run.runs.map((one) => {
      const sign = hasPassed(one) ? paint.green('✔') : paint.red('✘');
      return `${sign} ${front}${visible(one.service)}: ${textOf(one)} (${secondsText(one.seconds)})`;
    });
    // One that could not run its tests has a line of its own.
    const isTold = (service: string): boolean => run.runs.some((one) => one.service === service);
    const problems = run.started.flatMap(({ service, problem }) =>
      problem && !isTold(service)
        ? [
            `${paint.red('✘')} ${front}${service === '' ? '' : `${visible(service)}: `}${visible(problem.message)}`,
          ]
        : [],
    );
    const { tests, failures, errors, skipped } = totalsOf(suites);
    const counts = [
      `${tests} test${tests === 1 ? '' : 's'}`,
      ...(failures + errors > 0 ? [`${failures + errors} failed`] : []),
      ...(skipped > 0 ? [`${skipped} skipped`] : []),
    ];
    return [
      ...problems,
      ...services,
      ...(tests > 0 ? [`  ${counts.join(', ')}`] : []),
      ...failed
        .slice(0, MOST_SHOWN)
        .map((one) => `  ${paint.red('✘')} ${visible(nameOf(one))}${messageOf(one)}`),
      ...(failed.length > MOST_SHOWN ? [`  … and ${failed.length - MOST_SHOWN} more`] : []),
      ...run.results.problems.map((problem) => `${paint.yellow('•')} ${front}${visible(problem)}`),
    ];
  });
  return `${[...lines, `${WORDS[result.result]} in ${secondsText(result.seconds)}; results are in ${visible(result.folder)}`].join('\n')}\n`;
}

const WORDS: Readonly<Record<CopyResult, string>> = {
  passed: 'passed',
  failed: 'failed',
  'not-started': 'could not be run',
  timeout: 'stopped as the time was over',
  interrupted: 'interrupted',
};

export const isBad = ({ result }: TestCase): boolean => result.kind === 'failed' || result.kind === 'error';
export const nameOf = ({ classname, name }: TestCase): string =>
  classname === '' || classname === name ? name : `${classname} › ${name}`;

function messageOf({ result }: TestCase): string {
  const message = result.kind === 'failed' || result.kind === 'error' ? result.message : undefined;
  const [first = ''] = (message ?? '').split('\n');
  return first === '' ? '' : `: ${visible(first)}`;
}

export const hasPassed = ({ end }: TestRun): boolean => end.kind === 'exited' && end.code === 0;

function textOf({ end }: TestRun): string {
  switch (end.kind) {
    case 'exited':
      return end.code === 0 ? 'passed' : `exit code ${end.code}`;
    case 'not-started':
      return `could not be started: ${visible(end.message)}`;
    case 'stopped':
      return 'stopped';
  }
}

const secondsText = (seconds: number): string => `${seconds.toFixed(1)} s`;

/** Every member is in docs/testing.md. */
export function resultToJson(result: TestResult): JsonMap {
  const { project, exitCode, seconds, folder, junit, copies } = result;
  return {
    project,
    result: result.result,
    exitCode,
    seconds: rounded(seconds),
    folder,
    junit,
    copies: copies.map(({ instance, project: name, folder: own, run }) => ({
      ...(run.label !== '' && { matrix: run.label }),
      instance,
      project: name,
      folder: own,
      result: run.result,
      seconds: rounded(run.seconds),
      kept: run.isKept,
      removed: run.isRemoved,
      started: run.started.map(({ service, seconds: after, problem }) => ({
        service,
        ...(after !== undefined && { seconds: rounded(after) }),
        ...(problem && { problem: { type: problem.type, message: problem.message } }),
      })),
      tests: run.runs.map(({ service, seconds: took, end }) => ({
        service,
        seconds: rounded(took),
        end: end.kind,
        ...(end.kind === 'exited' && { exitCode: end.code }),
        ...(end.kind === 'not-started' && { message: end.message }),
      })),
      totals: { ...run.totals, seconds: rounded(run.totals.seconds) },
      ...(run.results.logs !== undefined && { logs: run.results.logs }),
      ...(run.results.failures !== undefined && { failures: run.results.failures }),
      artifacts: Object.fromEntries(
        [...run.results.artifacts].map(([service, { folder: at, files }]) => [
          service,
          files.map((file) => `${at}/${file}`),
        ]),
      ),
      states: run.results.states.map((state) => ({ ...state })),
      problems: [...run.results.problems],
    })),
  };
}

const rounded = (seconds: number): number => Math.round(seconds * 1000) / 1000;
