import type { Engine } from '../engine/port/engine.ts';
import type { Project } from '../model/project.ts';
import type { Copier } from './containers/copier.ts';
import { runHooks } from './containers/run-hooks.ts';
import { failedJob } from './loop/failed-job.ts';
import type { Job, JobResult } from './loop/loop-state.ts';
import type { WatchReporter } from './loop/report.ts';
import type { WatchSession } from './watch-session.ts';

/** What needs a plan, and is done by who can make one. Each gives the failures by service, in words. */
export interface WatchActions {
  rebuild(project: Project, services: readonly string[]): Promise<Failures>;
  restart(project: Project, services: readonly string[]): Promise<Failures>;
  /** Reads the files again and shows the plan; runs it when asked to. Error: SpecError, UserError. */
  replan(project: Project, apply: boolean): Promise<Replanned>;
}

type Failures = ReadonlyMap<string, string>;

interface Replanned {
  /** As it was read. Absent: the files are of another one now. */
  readonly project?: Project;
  readonly failed: Failures;
}

interface JobContext {
  readonly engine: Engine;
  readonly actions: WatchActions;
  readonly copier: Copier;
  readonly reporter: WatchReporter;
  readonly session: WatchSession;
  /** Resolves when the rules of the project hold. */
  readonly takeProject: (project: Project) => Promise<void>;
}

/** Never rejects: what a job cannot do is reported, and the loop goes on. */
export async function runJob(job: Job, context: JobContext): Promise<JobResult> {
  const { reporter, session } = context;
  reporter.event({
    type: 'work-started',
    work: job.kind === 'replan' ? 'plan' : job.kind,
    services: servicesIn(job, session),
  });
  try {
    const { failedToApply, ...result } = await tryJob(job, context);
    const failed = failedToApply ?? result.failed;
    reporter.event({ type: 'work-ended', hasFailed: failed.size > 0, failed });
    return result;
  } catch (error) {
    reporter.error(error, failedJob(job));
    const message = error instanceof Error ? error.message : String(error);
    const stale = job.kind === 'sync' ? job.level.map(({ container }) => container) : [];
    const failed = new Map(servicesOf(job).map((service) => [service, message]));
    reporter.event({ type: 'work-ended', hasFailed: true, failed });
    return { failed, stale, caughtUp: [] };
  }
}

interface Tried extends JobResult {
  /** Of a change of the files. It is no failure of the loop, which would not learn when it is mended. */
  readonly failedToApply?: Failures;
}

async function tryJob(job: Job, context: JobContext): Promise<Tried> {
  const { engine, actions, copier, reporter, session, takeProject } = context;
  switch (job.kind) {
    case 'replan': {
      const { project, failed } = await actions.replan(session.project, job.apply);
      if (project) await takeProject(project);
      return { ...NOTHING_FAILED, failedToApply: failed };
    }
    case 'rebuild':
      return { ...NOTHING_FAILED, failed: await actions.rebuild(session.project, job.services) };
    case 'restart':
      return { ...NOTHING_FAILED, failed: await actions.restart(session.project, job.services) };
    case 'sync':
      return copier.run(job);
    case 'exec':
      return {
        ...NOTHING_FAILED,
        failed: await runHooks(engine, job.rules, session.loop.containers, reporter),
      };
  }
}

const NOTHING_FAILED: JobResult = { failed: new Map(), stale: [], caughtUp: [] };

function servicesOf(job: Job): readonly string[] {
  if (job.kind === 'rebuild' || job.kind === 'restart') return job.services;
  return job.kind === 'exec' ? job.rules.map(({ service }) => service) : [];
}

/** Those whose containers are looked at, too. */
function servicesIn(job: Job, { loop }: WatchSession): readonly string[] {
  if (job.kind !== 'sync') return servicesOf(job);
  const copied = job.copies.map(({ rule }) => rule.service);
  const compared = job.level.flatMap(({ container }) => loop.containers.get(container)?.service ?? []);
  return [...new Set([...copied, ...compared])].sort();
}
