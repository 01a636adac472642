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
  rebuild(project: Project, services: readonly string[]): Promise<ReadonlyMap<string, string>>;
  restart(project: Project, services: readonly string[]): Promise<ReadonlyMap<string, string>>;
  /** Reads the files again and shows the plan; runs it when asked to. @returns the project, unless it is broken. */
  replan(apply: boolean): Promise<Project | undefined>;
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
  try {
    return await tryJob(job, context);
  } catch (error) {
    context.reporter.error(error, failedJob(job));
    const message = error instanceof Error ? error.message : String(error);
    const stale = job.kind === 'sync' ? job.level.map(({ container }) => container) : [];
    return { failed: new Map(servicesOf(job).map((service) => [service, message])), stale, caughtUp: [] };
  }
}

async function tryJob(job: Job, context: JobContext): Promise<JobResult> {
  const { engine, actions, copier, reporter, session, takeProject } = context;
  switch (job.kind) {
    case 'replan': {
      const next = await actions.replan(job.apply);
      if (next) await takeProject(next);
      return NOTHING_FAILED;
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
