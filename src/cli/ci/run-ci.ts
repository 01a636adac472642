import { resolve } from 'node:path';
import { UserError } from '../../diagnostics/user-error.ts';
import type { Project } from '../../model/project.ts';
import { imageReference } from '../../planner/request/image-references.ts';
import { loadChanged } from '../affected/load-changed.ts';
import type { Cli } from '../context/cli.ts';
import { EXIT } from '../context/exit-codes.ts';
import { onInterrupt } from '../context/signals.ts';
import { printError } from '../failures/print-errors.ts';
import { annotationLines } from '../pipeline/annotations.ts';
import { maskSecrets } from '../pipeline/mask-secrets.ts';
import { type Pipeline, pipelineOf } from '../pipeline/pipeline.ts';
import { taggedProject } from '../tags/tagged-project.ts';
import { testServices } from '../test/find-tests.ts';
import type { TestsReport } from '../test/tests-report.ts';
import { annotationsOf } from './annotations-of-report.ts';
import { PHASE, PHASES, type PhaseName, type Work } from './phases.ts';
import type { CiReport, PhaseEnd, PhaseResult, PushedImage } from './report.ts';
import { resultLine, writeReport } from './write-report.ts';

export interface CiOptions {
  readonly since?: string;
  readonly skip: readonly PhaseName[];
  readonly tagWith?: readonly string[];
  readonly ociLabels?: boolean;
  /** Files for the report. */
  readonly json?: string;
  readonly summary?: string;
  /** A file for the report of the tests. */
  readonly junit?: string;
  readonly timeout?: number;
}

/** Some pipelines end a job that is silent. */
const HEARTBEAT_MS = 60_000;

/** Of the end of a phase that failed. */
const MOST_LINES = 50;

/** Runs the phases one after another, and writes the report however they end. @returns the exit code */
export async function runCi(cli: Cli, services: readonly string[], options: CiOptions): Promise<number> {
  checkReports(cli.cwd, options);
  const pipeline = pipelineOf(cli.environment);
  const work = await readWork(cli, services, options);
  if (pipeline.hasCommands) maskSecrets(cli, work.project);
  const began = performance.now();
  const run = new Run(cli, pipeline, work, options);
  const phases = await run.all();
  const report: CiReport = {
    project: work.project.name,
    pipeline: pipeline.name,
    since: options.since,
    base: work.changed?.base?.commit,
    result: run.ended ?? (phases.some(({ status }) => status === 'failed') ? 'failed' : 'passed'),
    seconds: secondsSince(began),
    services: imagesOf(work.project),
    phases,
    tests: run.tests,
    pushed: run.pushed,
    problems: work.problems,
  };
  if (pipeline.hasCommands) cli.stderr.write(annotationLines(annotationsOf(report)));
  const isWritten = await tryToWrite(cli, report, options);
  cli.stderr.write(resultLine(report));
  return isWritten ? EXITS[report.result] : EXIT.failed;
}

/** Of two reports in one file the first would be lost. Error: UserError `bad-usage`. */
function checkReports(cwd: string, { json, summary, junit }: CiOptions): void {
  const files = new Map<string, string>();
  for (const [flag, file] of Object.entries({ '--json': json, '--summary': summary, '--junit': junit })) {
    if (file === undefined || file.startsWith('/dev/')) continue;
    const other = files.get(resolve(cwd, file));
    if (other !== undefined)
      throw new UserError('bad-usage', `${other} and ${flag} name the same file: ${file}`, {
        hint: 'give each report a file of its own',
      });
    files.set(resolve(cwd, file), flag);
  }
}

/** The result is told all the same. @returns whether it could be */
async function tryToWrite(cli: Cli, report: CiReport, options: CiOptions): Promise<boolean> {
  try {
    writeReport(cli, report, options);
    return true;
  } catch (error) {
    await printError(cli, error);
    return false;
  }
}

const EXITS: { readonly [R in CiReport['result']]: number } = {
  passed: EXIT.ok,
  failed: EXIT.failed,
  timeout: EXIT.timeout,
  interrupted: EXIT.interrupted,
};

async function readWork(
  cli: Cli,
  services: readonly string[],
  { since, tagWith, ociLabels, junit }: CiOptions,
): Promise<Work> {
  const { project, changed, beside } = await loadChanged(cli, {
    since,
    services,
    withDependencies: false,
    needs: 'images',
    beside: (all) => testServices(all).filter((name) => services.length === 0 || services.includes(name)),
  });
  const tagged = await taggedProject(cli, project, { tagWith, ociLabels });
  return { project: tagged, changed, tests: beside, junit, problems: [] };
}

const imagesOf = (project: Project): CiReport['services'] =>
  [...project.services.values()].flatMap((service) =>
    service.build && service.provider === undefined
      ? [
          {
            service: service.name,
            images: [...new Set([imageReference(project, service), ...service.build.tags])],
          },
        ]
      : [],
  );

const secondsSince = (began: number): number => Math.round((performance.now() - began) / 100) / 10;

class Run {
  readonly #cli: Cli;
  readonly #pipeline: Pipeline;
  readonly #work: Work;
  readonly #options: CiOptions;
  /** Why it ended before its end; undefined: it did not. */
  ended: 'timeout' | 'interrupted' | undefined;
  /** What became of the tests; undefined: they did not run. */
  tests: TestsReport | undefined;
  /** What was pushed, also by a phase that failed later. */
  pushed: readonly PushedImage[] = [];
  readonly #stop = new AbortController();

  constructor(cli: Cli, pipeline: Pipeline, work: Work, options: CiOptions) {
    this.#cli = cli;
    this.#pipeline = pipeline;
    this.#work = work;
    this.#options = options;
  }

  async all(): Promise<readonly PhaseResult[]> {
    const ignore = onInterrupt([() => this.#end('interrupted')]);
    const { timeout } = this.#options;
    const timer = timeout === undefined ? undefined : setTimeout(() => this.#outOfTime(), timeout);
    const results: PhaseResult[] = [];
    try {
      for (const name of PHASES) results.push(await this.#phase(name, results));
      return results;
    } finally {
      clearTimeout(timer);
      ignore();
    }
  }

  /** Ends the phase as Ctrl-C does: what runs is finished or taken back, and nothing new begins. */
  #outOfTime(): void {
    this.#end('timeout');
    this.#cli.stderr.write('time is over\n');
    process.emit('SIGINT', 'SIGINT');
  }

  #end(why: 'timeout' | 'interrupted'): void {
    this.ended ??= why;
    this.#stop.abort(this.ended);
  }

  async #phase(name: PhaseName, before: readonly PhaseResult[]): Promise<PhaseResult> {
    const why = await this.#whyNot(name, before);
    if (why) return { name, seconds: 0, ...why };
    const { stderr } = this.#cli;
    const began = performance.now();
    const lines: string[] = [];
    stderr.write(this.#pipeline.open(name, new Date()));
    const heartbeat = setInterval(
      () => stderr.write(`${name} has been running for ${Math.round(secondsSince(began) / 60)} min\n`),
      HEARTBEAT_MS,
    );
    try {
      const { code, why: told, tests, pushed, log: own } = await this.#call(name, noting(this.#cli, lines));
      this.tests ??= tests;
      this.pushed = pushed ?? this.pushed;
      const time = secondsSince(began);
      if (this.ended) return { name, status: 'cancelled', seconds: time, why: this.ended };
      if (code === EXIT.ok) return { name, status: 'passed', seconds: time };
      const failed = { name, status: 'failed', seconds: time } as const;
      const log = own ?? lines.slice(-MOST_LINES);
      if (told === undefined) return { ...failed, why: whyOf(name, lines), log };
      // What the scan tells is in the report as a whole.
      return { ...failed, why: told, ...(tests && { log }) };
    } finally {
      clearInterval(heartbeat);
      stderr.write(this.#pipeline.close(name, new Date()));
    }
  }

  /** An error of one phase is told like that of a command, and the report is written all the same. */
  async #call(name: PhaseName, cli: Cli): Promise<PhaseEnd> {
    try {
      return await PHASE[name].run(cli, this.#work, this.#stop.signal);
    } catch (error) {
      await printError(cli, error);
      return { code: EXIT.failed };
    }
  }

  async #whyNot(
    name: PhaseName,
    before: readonly PhaseResult[],
  ): Promise<Pick<PhaseResult, 'status' | 'why'> | undefined> {
    if (this.ended) return { status: 'cancelled', why: this.ended };
    if (this.#options.skip.includes(name)) return { status: 'skipped', why: '--skip' };
    const idle = await PHASE[name].idle(this.#cli, this.#work);
    if (idle !== undefined) return { status: 'skipped', why: idle };
    const stuck = before.find(
      ({ name: other, status }) =>
        PHASE[name].needs.some((needed) => needed === other) && (status === 'failed' || status === 'blocked'),
    );
    return (
      stuck && {
        status: 'blocked',
        why: `${stuck.name} ${stuck.status === 'failed' ? 'failed' : 'did not run'}`,
      }
    );
  }
}

/** A log is no terminal that anything is drawn on. */
const PROGRESS = {
  auto: 'plain',
  tty: 'plain',
  plain: 'plain',
  json: 'json',
  quiet: 'quiet',
  none: 'quiet',
} as const;

/** Keeps the last lines of what a phase tells, for the report. */
function noting(cli: Cli, lines: string[]): Cli {
  const { stderr } = cli;
  let rest = '';
  const write = (text: string): void => {
    stderr.write(text);
    const parts = `${rest}${text}`.split('\n');
    rest = parts.pop() ?? '';
    lines.push(...parts);
    if (lines.length > 4 * MOST_LINES) lines.splice(0, lines.length - MOST_LINES);
  };
  const told: Cli = { ...cli, stderr: { ...stderr, write } };
  return {
    ...told,
    renderer: async () => {
      const { createRenderer } = await import('../../ui/progress/create-renderer.ts');
      return createRenderer(PROGRESS[cli.globals.progress ?? 'auto'], told.stderr, {
        colour: cli.errorColour,
      });
    },
  };
}

const whyOf = (name: string, lines: readonly string[]): string =>
  lines
    .findLast((line) => /^(?:error|internal): /.test(line))
    ?.replace(/^error: /, '')
    .trim() ?? `${name} failed`;
