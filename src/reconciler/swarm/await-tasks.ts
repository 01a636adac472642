import { setTimeout as sleep } from 'node:timers/promises';
import { UserError } from '../../diagnostics/user-error.ts';
import type { Engine } from '../../engine/port/engine.ts';
import type { Swarm } from '../../engine/port/swarm.ts';
import { isJsonMap, type JsonMap } from '../../model/json.ts';
import type { ObservedSwarmService, SwarmTask } from '../../model/observed-swarm.ts';
import type { OperationOf } from '../../model/operation.ts';
import { describeFailure, describePending } from './describe-tasks.ts';

/** There are no events of tasks; a list costs a manager 1 to 3 ms. */
const LOOK_EVERY_MS = 300;

/** A task for which there is no node waits for ever: somebody may be adding one just now. */
const NO_NODE_FOR_MS = 10_000;

/** Without a healthcheck or a rolling update, nothing else tells that a program cannot run. */
const FAILURES = 3;

interface Context {
  readonly engine: Engine;
  readonly project: string;
  readonly signal: AbortSignal;
  readonly onProgress: (progress: { readonly text: string }) => unknown;
}

type Await = OperationOf<'await-tasks'>;

/** What is known after one look. */
type Verdict =
  | { readonly is: 'done' }
  | { readonly is: 'waiting'; readonly text: string }
  | { readonly is: 'failed'; readonly why: string; readonly task?: SwarmTask };

/**
 * Error: UserError `wait-failed` when the tasks are not, and will not be, as they should be, or when the time is over; the signal's
 * reason when aborted.
 */
export async function awaitTasks(operation: Await, context: Context): Promise<void> {
  const swarm = await context.engine.swarm();
  const begin = performance.now();
  let told = '';
  for (;;) {
    context.signal.throwIfAborted();
    const verdict = await look(operation, swarm, context.project);
    if (verdict.is === 'done') return;
    if (verdict.is === 'failed') throw await describeFailure(swarm, operation, verdict);
    if (verdict.text !== told) context.onProgress({ text: verdict.text });
    told = verdict.text;
    const { timeoutMs } = operation;
    if (timeoutMs !== undefined && performance.now() - begin > timeoutMs)
      throw new UserError(
        'wait-failed',
        `service ${operation.name} is not ready after ${timeoutMs / 1000} s: ${verdict.text}`,
      );
    await sleep(LOOK_EVERY_MS, undefined, { signal: context.signal });
  }
}

async function look(operation: Await, swarm: Swarm, project: string): Promise<Verdict> {
  if (operation.until === 'gone') return lookAtRest(operation, await swarm.tasksOf(project));
  const service = await swarm.service(operation.name);
  if (service === undefined) return { is: 'failed', why: 'somebody has removed it' };
  const tasks = (await swarm.tasksOf(project)).filter(({ serviceId }) => serviceId === service.id);
  return operation.until === 'completed'
    ? lookAtJob(service, tasks)
    : lookAtService(service, tasks, await swarm.currentTasks(service.id), swarm);
}

function lookAtRest({ id }: Await, tasks: readonly SwarmTask[]): Verdict {
  const left = tasks.filter(({ serviceId }) => serviceId === id).length;
  return left === 0 ? { is: 'done' } : { is: 'waiting', text: `${left} ending` };
}

async function lookAtService(
  service: ObservedSwarmService,
  tasks: readonly SwarmTask[],
  current: readonly SwarmTask[],
  swarm: Swarm,
): Promise<Verdict> {
  const { state = 'completed', message = '' } = service.updateStatus ?? {};
  const ids = new Set(current.map(({ id }) => id));
  const failures = current.filter(hasFailed);
  const last = newest(failures);
  if (state === 'paused')
    return { is: 'failed', why: `the swarm has paused the update: ${message}`, ...(last && { task: last }) };
  if (state.startsWith('rollback_')) {
    const task = newest(tasks.filter(hasFailed));
    return {
      is: 'failed',
      why: `the swarm has taken the update back (${state}): ${message}`,
      ...(task && { task }),
    };
  }
  const wanted = current.filter(({ desiredState }) => desiredState === 'running');
  const running = wanted.filter((task) => task.state === 'running').length;
  const former = tasks.filter(({ id, desiredState }) => !ids.has(id) && desiredState === 'running').length;
  const many = replicasOf(service.spec) ?? (await eligible(swarm, wanted.length));
  if (state === 'completed' && running >= many && former === 0 && wanted.length === running)
    return { is: 'done' };
  const isGivenUp = failures.some((task) => !current.some((other) => takesPlace(other, task)));
  if (last && (failures.length >= FAILURES || isGivenUp))
    return { is: 'failed', why: 'its tasks do not stay running', task: last };
  const stuck = wanted.find(
    (task) => task.state === 'pending' && task.error && Date.now() - task.since > NO_NODE_FOR_MS,
  );
  if (stuck) return { is: 'failed', why: await describePending(swarm, service, stuck), task: stuck };
  const waiting = wanted.find((task) => task.state !== 'running');
  const about = waiting ? ` (${waiting.state}${waiting.error ? `: ${waiting.error}` : ''})` : '';
  return { is: 'waiting', text: `${running} of ${many} running${about}` };
}

function lookAtJob(service: ObservedSwarmService, tasks: readonly SwarmTask[]): Verdict {
  const latest = Math.max(0, ...tasks.map(({ jobIteration = 0 }) => jobIteration));
  const current = tasks.filter(({ jobIteration = 0 }) => jobIteration === latest);
  const completed = current.filter(({ state }) => state === 'complete').length;
  const many = replicasOf(service.spec) ?? current.length;
  if (completed >= many && many > 0) return { is: 'done' };
  const goesOn = current.some(
    (task) => !hasFailed(task) && task.state !== 'complete' && task.desiredState !== 'shutdown',
  );
  const task = newest(current.filter(hasFailed));
  if (task && !goesOn) return { is: 'failed', why: 'it did not complete', task };
  return { is: 'waiting', text: `${completed} of ${many} completed` };
}

const hasFailed = ({ state }: SwarmTask): boolean => state === 'failed' || state === 'rejected';

const newest = (tasks: readonly SwarmTask[]): SwarmTask | undefined =>
  [...tasks].sort((a, b) => b.since - a.since)[0];

/** The other one runs, or is to run, where this one was. */
const takesPlace = (other: SwarmTask, { slot, nodeId }: SwarmTask): boolean =>
  (slot === undefined ? other.nodeId === nodeId : other.slot === slot) &&
  !hasFailed(other) &&
  (other.desiredState === 'running' || other.desiredState === 'ready');

/** Absent: as many as there are nodes for it. */
function replicasOf(spec: JsonMap): number | undefined {
  const mode = isJsonMap(spec.Mode) ? spec.Mode : {};
  if (isJsonMap(mode.Replicated)) return Number(mode.Replicated.Replicas ?? 1);
  if (isJsonMap(mode.ReplicatedJob)) return Number(mode.ReplicatedJob.TotalCompletions ?? 1);
  return undefined;
}

/** A swarm makes the tasks of a global service all at once, where there is a node for each: at least one node is there. */
async function eligible(swarm: Swarm, made: number): Promise<number> {
  if (made > 0) return made;
  const nodes = await swarm.nodes();
  return nodes.some(({ state, availability }) => state === 'ready' && availability === 'active') ? 1 : 0;
}
