import type { ContainerId } from '../../model/ids.ts';
import type { WatchRule } from '../rules/watch-rule.ts';
import { debouncedUntilMs } from './debounce.ts';
import type {
  Job,
  JobResult,
  LoopEffect,
  LoopEvent,
  LoopState,
  UserRequest,
  WatchedContainer,
} from './loop-state.ts';
import { makeBatch } from './make-batch.ts';

/**
 * The dev loop as a pure machine, `(state, event) → (state, effects)`:
 *
 *              changed, requested,
 *              container stale                   quiet, or debounced for long enough
 *   ┌──────┐                    ┌───────────┐                                  ┌─────────────────────────────────┐
 *   │ idle │ ─────────────────▶ │ pending   │ ───────────────────────────────▶ │ working: one job after another   │
 *   └──────┘                    └───────────┘                                  │ replan → rebuild → sync →        │
 *       ▲                          ▲     ▲ │ changed; git at work: held on      │ restart → exec                   │
 *       │                          │     └─┘                                   └─────────────────────────────────┘
 *       │                          │ done, and something was pending meanwhile        │     ▲ │ done: the next job,
 *       │                          └───────────────────────────────────────────────────┤     └─┘ without services
 *       └──────────────────────────────────────────────────────────────────────────────┘         that failed
 *                                    done, nothing pending
 *
 * A container is *stale* from the moment it starts (it may be a new one, or have slept through changes), when events
 * may have been missed, and when copying to it failed. A batch compares all files of those that are stale, and copies
 * only what changed to those that are level. A stopped container stays stale until it runs: nothing is queued that
 * could get out of date.
 */
export function advance(state: LoopState, event: LoopEvent): readonly [LoopState, readonly LoopEffect[]] {
  switch (event.type) {
    case 'changed':
      return debounce(addPending(state, event.atMs, event.paths));
    case 'requested':
      return debounce(addPending(state, event.atMs, [], event.request));
    case 'git':
      return debounce({ ...state, gitBusy: event.busy });
    case 'container': {
      const containers = new Map(state.containers).set(
        event.id,
        containerAfter(state.containers.get(event.id), event),
      );
      const next = { ...state, containers };
      return event.running ? debounce(addPending(next, event.atMs, [])) : [next, []];
    }
    case 'gone': {
      const containers = new Map(state.containers);
      containers.delete(event.id);
      return [{ ...state, containers }, []];
    }
    case 'missed':
      return debounce(addPending({ ...state, containers: allStale(state.containers) }, event.atMs, []));
    case 'rules': {
      const { rules, configFiles } = event;
      const next = { ...state, rules, configFiles, containers: allStale(state.containers) };
      return debounce(addPending(next, event.atMs, []));
    }
    case 'alarm':
      return isDue(state, event.atMs) ? begin(state) : debounce(state);
    case 'done':
      return finish(state, event.result, event.atMs);
  }
}

export const INITIAL_STATE: LoopState = {
  rules: [],
  configFiles: new Set(),
  containers: new Map(),
  pending: undefined,
  gitBusy: false,
  job: undefined,
  queue: [],
  failures: new Map(),
};

function addPending(
  state: LoopState,
  atMs: number,
  paths: readonly string[],
  request?: UserRequest,
): LoopState {
  const before = state.pending ?? { chunks: [], count: 0, firstMs: atMs, lastMs: atMs, requests: [] };
  return {
    ...state,
    pending: {
      chunks: paths.length === 0 ? before.chunks : [...before.chunks, paths],
      count: before.count + paths.length,
      firstMs: before.firstMs,
      lastMs: atMs,
      requests: request ? [...before.requests, request] : before.requests,
    },
  };
}

/** Waits for what is pending to be a complete batch, unless nothing is, or a job is under way. */
function debounce(state: LoopState): readonly [LoopState, readonly LoopEffect[]] {
  if (!state.pending || state.job) return [state, []];
  return [state, [{ kind: 'alarm', atMs: debouncedUntilMs(state.pending, state.gitBusy) }]];
}

function isDue({ pending, job, gitBusy }: LoopState, atMs: number): boolean {
  return pending !== undefined && job === undefined && atMs >= debouncedUntilMs(pending, gitBusy);
}

function begin(state: LoopState): readonly [LoopState, readonly LoopEffect[]] {
  const { jobs, withoutEffect } = makeBatch(state);
  // git that died in the middle would be busy for ever.
  const [next, effects] = nextJob({ ...state, pending: undefined, gitBusy: false, queue: jobs });
  return [next, [...withoutEffect.map((about) => ({ kind: 'explain', about }) as const), ...effects]];
}

/** Starts the next job of the batch that has something to do; what was pending meanwhile is the next batch. */
function nextJob(state: LoopState): readonly [LoopState, readonly LoopEffect[]] {
  const [job, ...queue] = state.queue;
  if (!job) return debounce({ ...state, job: undefined });
  const containers = new Map(state.containers);
  for (const [id, container] of containers) {
    if (job.kind === 'sync' && job.level.some((level) => level.container === id))
      containers.set(id, { ...container, stale: undefined, restartedByUs: false });
    if (job.kind === 'restart' && job.services.includes(container.service))
      containers.set(id, { ...container, restartedByUs: true });
  }
  return [{ ...state, containers, job, queue }, [{ kind: 'do', job }]];
}

/** Copying fails when files change meanwhile, and there may be no event after the last change: it is retried. */
const MOST_FAILURES = 4;

function finish(
  state: LoopState,
  result: JobResult,
  atMs: number,
): readonly [LoopState, readonly LoopEffect[]] {
  const failures = new Map(state.failures);
  for (const service of servicesOf(state.job, state.containers)) failures.delete(service);
  for (const [service, message] of result.failed) failures.set(service, message);
  const containers = new Map(state.containers);
  for (const id of copiedTo(state.job)) {
    const container = containers.get(id);
    if (container) containers.set(id, { ...container, failures: 0 });
  }
  let retries = false;
  for (const id of result.stale) {
    const [container, before] = [containers.get(id), state.containers.get(id)];
    if (!container || !before) continue;
    const failed = before.failures + 1;
    const retry = failed < MOST_FAILURES && container.running;
    retries ||= retry;
    // A container that started again meanwhile is compared in any case.
    const stale = retry || container.stale === 'now' ? 'now' : 'later';
    containers.set(id, { ...container, stale, failures: failed });
  }
  const queue = withFollowUps(state.queue, result.caughtUp).flatMap((job) => without(job, result.failed));
  const next = { ...state, failures, containers, queue };
  return nextJob(retries ? addPending(next, atMs, []) : next);
}

const copiedTo = (job: Job | undefined): readonly ContainerId[] =>
  job?.kind === 'sync'
    ? [...job.level.map(({ container }) => container), ...job.copies.flatMap(({ containers }) => containers)]
    : [];

/** A container that lacked files needs what its rules say besides copying, as if the files had changed just now. */
function withFollowUps(queue: readonly Job[], rules: readonly WatchRule[]): readonly Job[] {
  if (rules.length === 0) return queue;
  const restart = new Set(queue.flatMap((job) => (job.kind === 'restart' ? job.services : [])));
  const exec = new Set(queue.flatMap((job) => (job.kind === 'exec' ? job.rules : [])));
  for (const rule of rules) {
    if (rule.action === 'sync+restart') restart.add(rule.service);
    if (rule.action === 'sync+exec') exec.add(rule);
  }
  return [
    ...queue.filter(({ kind }) => kind !== 'restart' && kind !== 'exec'),
    ...(restart.size > 0 ? [{ kind: 'restart', services: [...restart].sort() } as const] : []),
    ...(exec.size > 0 ? [{ kind: 'exec', rules: [...exec] } as const] : []),
  ];
}

/** The job without the services that failed before it; none when nothing is left. */
function without(job: Job, failed: ReadonlyMap<string, string>): readonly Job[] {
  if (failed.size === 0) return [job];
  switch (job.kind) {
    case 'rebuild':
    case 'restart': {
      const services = job.services.filter((service) => !failed.has(service));
      return services.length > 0 ? [{ ...job, services }] : [];
    }
    case 'exec': {
      const rules = job.rules.filter(({ service }) => !failed.has(service));
      return rules.length > 0 ? [{ ...job, rules }] : [];
    }
    // Copying to the old container is right also where the new one could not be built.
    case 'sync':
    case 'replan':
      return [job];
  }
}

function servicesOf(
  job: Job | undefined,
  containers: ReadonlyMap<ContainerId, WatchedContainer>,
): readonly string[] {
  switch (job?.kind) {
    case 'rebuild':
    case 'restart':
      return job.services;
    case 'exec':
      return job.rules.map(({ service }) => service);
    case 'sync':
      return [
        ...job.copies.map(({ rule }) => rule.service),
        ...job.level.flatMap(({ container }) => containers.get(container)?.service ?? []),
      ];
    default:
      return [];
  }
}

function containerAfter(
  before: WatchedContainer | undefined,
  { service, name, running }: Pick<WatchedContainer, 'service' | 'name' | 'running'>,
): WatchedContainer {
  const restartedByUs = before?.restartedByUs ?? false;
  return { service, name, running, restartedByUs, stale: running ? 'now' : before?.stale, failures: 0 };
}

function allStale(containers: LoopState['containers']): ReadonlyMap<ContainerId, WatchedContainer> {
  return new Map([...containers].map(([id, container]) => [id, { ...container, stale: 'now' }]));
}
