import type { LogLine } from '../../model/event.ts';
import type { ContainerId } from '../../model/ids.ts';
import type { Hide } from '../../model/secret-hider.ts';
import { apply } from '../apply/apply.ts';
import type { Cli } from '../context/cli.ts';
import { planForRun } from '../one-off/run-one-off.ts';
import { followTest } from './follow-test.ts';
import type { StartRecord } from './start-record.ts';
import type { TestRun } from './test-outcome.ts';

export interface TestRequest {
  readonly service: string;
  /** Empty: the command of the file. */
  readonly words: readonly string[];
  readonly variables: ReadonlyMap<string, string>;
  /** Whether it may answer to the name of its service: nobody else does. */
  readonly useAliases: boolean;
  readonly record: StartRecord;
  /** Shows a line, without secrets. */
  readonly show: (line: LogLine) => Promise<void> | undefined;
  readonly hide: Hide;
  readonly signal: AbortSignal;
}

export interface EndedTest {
  readonly run: TestRun;
  /** Absent: it did not come to that. */
  readonly container?: ContainerId;
  /** What it wrote last, without secrets. */
  readonly output: string;
}

/** Runs the tests of one service, in a container of its own, beside what they need. */
export async function runTest(cli: Cli, request: TestRequest): Promise<EndedTest> {
  const { service, words, signal } = request;
  const begun = performance.now();
  const ended = (end: TestRun['end'], more: Partial<EndedTest> = {}): EndedTest => ({
    output: '',
    ...more,
    run: { service, seconds: (performance.now() - begun) / 1000, end },
  });
  if (signal.aborted) return ended({ kind: 'stopped' });
  const { applied: _, ...planned } = await planForRun(cli, service, words, {
    deps: false,
    interactive: false,
    noTty: true,
    useAliases: request.useAliases,
    env: [...request.variables].map(([name, value]) => `${name}=${value}`),
  });
  const { engine, oneOff } = planned;
  let container: ContainerId | undefined;
  let problem: string | undefined;
  const code = await apply(cli, planned, {
    signal,
    onProblems: (problems) => {
      problem ??= problems[0]?.message;
    },
    onEvent: (event) => {
      request.record.note(event);
      if (event.type !== 'step-ended') return;
      const { outcome, step } = event;
      if (outcome.status === 'failed') problem ??= outcome.error.message;
      const { operation } = step;
      const isIt = operation.kind === 'start-container' && operation.name === oneOff.name;
      if (isIt && outcome.status === 'done' && outcome.made.kind === 'container') container = outcome.made.id;
    },
  });
  if (container === undefined)
    return ended(
      signal.aborted
        ? { kind: 'stopped' }
        : { kind: 'not-started', message: problem ?? `it ended with ${code}` },
    );
  const { exitCode, output } = await followTest(engine, container, request);
  const end: TestRun['end'] =
    exitCode === undefined ? { kind: 'stopped' } : { kind: 'exited', code: exitCode };
  return ended(end, { container, output });
}
