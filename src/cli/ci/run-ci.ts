import type { Project } from '../../model/project.ts';
import { imageReference } from '../../planner/request/image-references.ts';
import { loadChanged } from '../affected/load-changed.ts';
import type { Cli } from '../context/cli.ts';
import { EXIT } from '../context/exit-codes.ts';
import { onInterrupt } from '../context/signals.ts';
import { printError } from '../failures/print-errors.ts';
import { taggedProject } from '../tags/tagged-project.ts';
import { annotations } from './annotations.ts';
import { maskSecrets } from './mask-secrets.ts';
import { PHASE, PHASES, type PhaseEnd, type PhaseName, type Work } from './phases.ts';
import { type Pipeline, pipelineOf } from './pipeline.ts';
import type { CiReport, PhaseResult } from './report.ts';
import { writeReport } from './write-report.ts';

export interface CiOptions {
  readonly since?: string;
  readonly skip: readonly PhaseName[];
  readonly tagWith?: readonly string[];
  readonly ociLabels?: boolean;
  /** Files for the report. */
  readonly json?: string;
  readonly summary?: string;
  readonly timeout?: number;
}

/** Some pipelines end a job that is silent. */
const HEARTBEAT_MS = 60_000;

/** Of the end of a phase that failed. */
const MOST_LINES = 50;

/** Runs the phases one after another, and writes the report however they end. @returns the exit code */
export async function runCi(cli: Cli, services: readonly string[], options: CiOptions): Promise<number> {
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
    result: run.ended ?? (phases.some(({ status }) => status === 'failed') ? 'failed' : 'passed'),
    seconds: secondsSince(began),
    services: imagesOf(work.project),
    phases,
    problems: work.problems,
  };
  if (pipeline.hasCommands) cli.stderr.write(annotations(report));
  writeReport(cli, report, options);
  return EXITS[report.result];
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
  { since, tagWith, ociLabels }: CiOptions,
): Promise<Work> {
  const { project, basedOn } = await loadChanged(cli, {
    since,
    services,
    withDependencies: false,
    needs: 'images',
  });
  const tagged = await taggedProject(cli, project, { tagWith, ociLabels });
  return { project: tagged, ...(basedOn && { basedOn }), problems: [] };
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

  constructor(cli: Cli, pipeline: Pipeline, work: Work, options: CiOptions) {
    this.#cli = cli;
    this.#pipeline = pipeline;
    this.#work = work;
    this.#options = options;
  }

  async all(): Promise<readonly PhaseResult[]> {
    const ignore = onInterrupt([
      () => {
        this.ended ??= 'interrupted';
      },
    ]);
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
    this.ended ??= 'timeout';
    this.#cli.stderr.write('time is over\n');
    process.emit('SIGINT', 'SIGINT');
  }

  async #phase(name: PhaseName, before: readonly PhaseResult[]): Promise<PhaseResult> {
    const why = this.#whyNot(name, before);
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
      const { code, why: told } = await this.#call(name, noting(this.#cli, lines));
      const time = secondsSince(began);
      if (this.ended) return { name, status: 'cancelled', seconds: time, why: this.ended };
      if (code === EXIT.ok) return { name, status: 'passed', seconds: time };
      const failed = { name, status: 'failed', seconds: time } as const;
      return told === undefined
        ? { ...failed, why: whyOf(name, lines), log: lines.slice(-MOST_LINES) }
        : { ...failed, why: told };
    } finally {
      clearInterval(heartbeat);
      stderr.write(this.#pipeline.close(name, new Date()));
    }
  }

  /** An error of one phase is told like that of a command, and the report is written all the same. */
  async #call(name: PhaseName, cli: Cli): Promise<PhaseEnd> {
    try {
      return await PHASE[name].run(cli, this.#work);
    } catch (error) {
      await printError(cli, error);
      return { code: EXIT.failed };
    }
  }

  #whyNot(name: PhaseName, before: readonly PhaseResult[]): Pick<PhaseResult, 'status' | 'why'> | undefined {
    if (this.ended) return { status: 'cancelled', why: this.ended };
    if (this.#options.skip.includes(name)) return { status: 'skipped', why: '--skip' };
    if (this.#work.project.services.size === 0) return { status: 'skipped', why: 'no service is affected' };
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
      return createRenderer(cli.globals.progress === 'json' ? 'json' : 'plain', told.stderr, {
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
