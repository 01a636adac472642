import { setTimeout as sleep } from 'node:timers/promises';
import type { Swarm } from '../../engine/port/swarm.ts';
import type { ObservedSwarm, ObservedSwarmService, SwarmTask } from '../../model/observed-swarm.ts';
import { hasEnded, ofLastRun } from '../../model/task-state.ts';
import { isGlobalThere, isJobThere } from '../../planner/swarm/jobs.ts';
import { isWanted } from '../../planner/swarm/node-load.ts';
import { unsettled } from '../../planner/swarm/unsettled.ts';
import { withLeader } from './leader.ts';

/** There are no events of tasks. */
const LOOK_EVERY_MS = 300;
/** A swarm starts the next task of a job a moment after the one before has failed. */
const GIVEN_UP_MS = 1000;

/** A task that has ended. */
export interface End {
  readonly task: SwarmTask;
  /** undefined: nobody knows, since its node is lost, or the swarm has forgotten it. */
  readonly code: number | undefined;
}

/** What is waited for: the tasks that a service has now, or the last run of a job. */
export interface Awaited {
  readonly service: ObservedSwarmService;
  /** Empty: of a job. */
  readonly tasks: readonly SwarmTask[];
}

/** undefined: nothing of it runs, and it is no job. */
export function awaitedOf(service: ObservedSwarmService, { tasks }: ObservedSwarm): Awaited | undefined {
  if (isJobThere(service.spec)) return { service, tasks: [] };
  const running = tasks.filter((task) => task.serviceId === service.id && isWanted(task));
  return running.length === 0 ? undefined : { service, tasks: running };
}

interface Watch {
  readonly signal: AbortSignal;
  /** Called once for each task that has ended. */
  readonly tell: (end: End) => void;
}

/** Whatever takes the place of these tasks, or runs the job again. Error: EngineError; the signal's reason when aborted. */
export const awaitEnds = (
  swarm: Swarm,
  project: string,
  { service, tasks }: Awaited,
  watch: Watch,
): Promise<void> => {
  const look = () => withLeader(() => swarm.observe(project));
  return tasks.length === 0 ? awaitJob(look, service, watch) : awaitTasks(look, tasks, watch);
};

type Look = () => Promise<ObservedSwarm>;

async function awaitTasks(look: Look, tasks: readonly SwarmTask[], { signal, tell }: Watch): Promise<void> {
  const told = new Set<string>();
  for (;;) {
    for (const end of endsOf(tasks, await look())) {
      if (told.has(end.task.id)) continue;
      told.add(end.task.id);
      tell(end);
    }
    if (told.size === tasks.length) return;
    await sleep(LOOK_EVERY_MS, undefined, { signal });
  }
}

async function awaitJob(look: Look, service: ObservedSwarmService, { signal, tell }: Watch): Promise<void> {
  let since: number | undefined;
  for (;;) {
    const ends = endsOfJob(service, await look());
    since = ends && (since ?? performance.now());
    const isSure = since !== undefined && performance.now() - since >= GIVEN_UP_MS;
    if (ends && (isSure || ends.every(({ code }) => code === 0))) {
      for (const end of ends) tell(end);
      return;
    }
    await sleep(LOOK_EVERY_MS, undefined, { signal });
  }
}

function endsOf(awaited: readonly SwarmTask[], { tasks, nodes }: ObservedSwarm): readonly End[] {
  const now = new Map(tasks.map((task) => [task.id, task]));
  const away = new Set(nodes.filter(({ state }) => state === 'down').map(({ id }) => id));
  return awaited.flatMap((before): readonly End[] => {
    const task = now.get(before.id);
    if (!task) return [{ task: before, code: undefined }];
    if (hasEnded(task)) return [{ task, code: codeOf(task) }];
    const isLost = task.desiredState === 'shutdown' && away.has(task.nodeId ?? '');
    return isLost ? [{ task, code: undefined }] : [];
  });
}

/** undefined: the job goes on. */
function endsOfJob(service: ObservedSwarmService, swarm: ObservedSwarm): readonly End[] | undefined {
  const now = swarm.services.find(({ id }) => id === service.id);
  const own = swarm.tasks.filter(({ serviceId }) => serviceId === service.id);
  const run = ofLastRun(own, now ?? service);
  const nodes = new Map(swarm.nodes.map((node) => [node.id, node]));
  if (now && (run.length === 0 || unsettled(now, own, nodes)?.needs === 'wait')) return undefined;
  const isGlobal = isGlobalThere(service.spec);
  const newestFirst = run.filter(hasEnded).sort((a, b) => b.since - a.since);
  const bySlot = new Map<string, SwarmTask>();
  for (const task of newestFirst) {
    // The first slot of a job has the number that JSON leaves out.
    const slot = isGlobal ? String(task.nodeId) : String(task.slot ?? 0);
    const known = bySlot.get(slot);
    if (!known || (task.state === 'complete' && known.state !== 'complete')) bySlot.set(slot, task);
  }
  return [...bySlot.values()].map((task) => ({ task, code: codeOf(task) }));
}

/** A container that could not be started has no exit code. */
const codeOf = ({ exitCode, state }: SwarmTask): number =>
  exitCode ?? (state === 'complete' || state === 'shutdown' ? 0 : 1);
