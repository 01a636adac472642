import { isJsonMap, type JsonMap } from '../../model/json.ts';
import { isLost } from '../../model/node-state.ts';
import type { ObservedSwarmService, SwarmNode, SwarmTask } from '../../model/observed-swarm.ts';
import type { OperationOf } from '../../model/operation.ts';
import { hasEnded, ofLastRun } from '../../model/task-state.ts';
import { whyNotOn } from '../../planner/swarm/fits.ts';
import { heldByLostNode } from '../../planner/swarm/unsettled.ts';
import type { SwarmLook } from './shared-look.ts';

export type Verdict =
  | { readonly is: 'done' }
  | {
      readonly is: 'waiting';
      readonly text: string;
      /** What keeps the others waiting. */
      readonly on?: SwarmTask;
      /** Tasks of before have not ended yet, and have until then what it needs: a port, reserved memory. */
      readonly isBehindFormer?: true;
    }
  | {
      readonly is: 'failed';
      readonly why: string;
      readonly task?: SwarmTask;
      /**
       * Only later looks can tell that it stays like this. `restarting`: a swarm starts the next task a moment after the one before has
       * ended; `updating`: it begins an update a moment after it was asked for it; `untaken`: it makes tasks a moment after that, too.
       */
      readonly mayPass?: 'restarting' | 'updating' | 'untaken';
      /** What is waited for until then. Absent: `why`. */
      readonly text?: string;
    };

/** Without a healthcheck or a rolling update, nothing else tells that a program cannot run. */
const FAILURES = 3;

/** @param past ids of tasks whose failure is none of this wait */
export function judge(
  operation: OperationOf<'await-tasks'>,
  look: SwarmLook,
  past: ReadonlySet<string>,
): Verdict {
  const { until, name, id } = operation;
  const own = look.tasks.get(id ?? '') ?? [];
  if (until === 'gone') return judgeRest(id === undefined ? ofRemoved(look) : own, look);
  // Of a service that stays the swarm also keeps what has ended long ago.
  if (until === 'ended')
    return judgeRest(
      own.filter((task) => !hasEnded(task)),
      look,
    );
  const found = look.services.get(name);
  if (found === undefined) return { is: 'failed', why: 'somebody has removed it' };
  const service = asAsked(operation, found);
  const all = look.tasks.get(service.id) ?? [];
  const tasks = all.filter((task) => !past.has(task.id));
  if (until === 'begun') return judgeBegun(all, tasks, look);
  if (until === 'completed') return judgeJob(service, tasks, look);
  return judgeUpdate(operation, service, tasks, look) ?? judgeService(service, tasks, look);
}

/** Who asked the swarm to go back follows that like any other update. */
function asAsked(
  { goesBack }: OperationOf<'await-tasks'>,
  service: ObservedSwarmService,
): ObservedSwarmService {
  const state = service.updateStatus && RETURN_STATES[service.updateStatus.state];
  if (!goesBack || !service.updateStatus || state === undefined) return service;
  return { ...service, updateStatus: { ...service.updateStatus, state } };
}

const RETURN_STATES: Readonly<Record<string, string>> = {
  rollback_started: 'updating',
  rollback_completed: 'completed',
  rollback_paused: 'paused',
};

function ofRemoved({ services, tasks }: SwarmLook): readonly SwarmTask[] {
  const there = new Set([...services.values()].map(({ id }) => id));
  return [...tasks].flatMap(([service, its]) => (there.has(service) ? [] : its));
}

/** A lost node tells nobody that a container has ended: it ends it when it is back. */
function judgeRest(tasks: readonly SwarmTask[], look: SwarmLook): Verdict {
  const left = tasks.filter((task) => {
    const node = nodeOf(task, look);
    return node === undefined || !isLost(node);
  });
  return left.length === 0 ? { is: 'done' } : { is: 'waiting', text: `${left.length} ending` };
}

/**
 * A swarm starts those of a paused update again when they fail.
 *
 * @param since those of `all` that were made since the first look
 */
function judgeBegun(all: readonly SwarmTask[], since: readonly SwarmTask[], look: SwarmLook): Verdict {
  const failed = newest(since.filter((task) => look.current.has(task.id) && hasFailed(task)));
  if (failed) return { is: 'failed', why: AGAIN_FAILED, task: failed };
  const begun = all.filter(
    ({ id, desiredState }) =>
      look.current.has(id) && (desiredState === 'running' || desiredState === 'ready'),
  );
  const running = begun.filter((task) => task.state === 'running' && isThere(nodeOf(task, look)));
  const on = begun.find((task) => !running.includes(task));
  if (!on) return { is: 'done' };
  const text = `${running.length} of the ${begun.length} that its update has made running${about(on, look)}`;
  if (hasFailed(on)) return { is: 'failed', why: AGAIN_FAILED, task: on, mayPass: 'untaken', text };
  return { is: 'waiting', text, on };
}

const AGAIN_FAILED =
  'the swarm has paused its update, and the tasks that it has made still fail: the others stay as they are';

/** How the swarm says that its rolling update ended. */
function judgeUpdate(
  { isUnchanged }: OperationOf<'await-tasks'>,
  { updateStatus }: ObservedSwarmService,
  tasks: readonly SwarmTask[],
  { current }: SwarmLook,
): Verdict | undefined {
  const { state = 'completed', message = '' } = updateStatus ?? {};
  if (isUnchanged) return undefined;
  if (state === 'paused') {
    const task = newest(tasks.filter((one) => current.has(one.id) && hasFailed(one)));
    return { is: 'failed', why: `the swarm has paused the update: ${message}`, ...(task && { task }) };
  }
  if (!state.startsWith('rollback_')) return undefined;
  const task = newest(tasks.filter(hasFailed));
  return {
    is: 'failed',
    why: `the swarm has taken the update back (${state}): ${message}`,
    ...(task && { task }),
  };
}

function judgeService(service: ObservedSwarmService, all: readonly SwarmTask[], look: SwarmLook): Verdict {
  const current = all.filter(({ id }) => look.current.has(id));
  const wanted = current.filter(({ desiredState }) => desiredState === 'running');
  const running = wanted.filter((task) => task.state === 'running' && isThere(nodeOf(task, look)));
  const ended = endsByItself(service.spec) ? endedTasks(current) : 0;
  const former = all.filter(({ id, desiredState }) => !look.current.has(id) && desiredState === 'running');
  const many = replicasOf(service.spec) ?? (wanted.length || leastOfGlobal(service.spec, look));
  const isUpdating = (service.updateStatus?.state ?? 'completed') === 'updating';
  const isWhole = running.length + ended >= many && wanted.length === running.length;
  const held = isUpdating ? heldByLostNode(all, look.nodes) : undefined;
  if (isWhole && former.length === 0 && (!isUpdating || held)) return { is: 'done' };
  const failure = isUpdating ? undefined : failureOf(service, current);
  if (failure) return failure;
  const on = wanted.find((task) => !running.includes(task)) ?? held;
  const text = `${running.length} of ${many} running${about(on, look)}`;
  if (!isUpdating && !on && former.length > 0)
    return {
      is: 'failed',
      why: `the swarm has given its update up: ${former.length} of its tasks are still as they were before`,
      mayPass: 'updating',
      text,
    };
  if (!isUpdating && !on && !current.some(({ desiredState }) => desiredState === 'ready'))
    return { ...NO_TASK, text };
  const isBehindFormer = all.some((task) => isEnding(task) && isThere(nodeOf(task, look)));
  return { is: 'waiting', text, ...(on && { on }), ...(isBehindFormer && { isBehindFormer }) };
}

const NO_TASK = { is: 'failed', why: 'the swarm makes no task for it', mayPass: 'untaken' } as const;

const isEnding = (task: SwarmTask): boolean => task.desiredState === 'shutdown' && !hasEnded(task);

/**
 * What failed before the last change is no failure of it. The swarm counts such a task to what the service is now, too, where only the number
 * of tasks has changed, or where it is again what it was before.
 */
function failureOf(
  { spec, changedAt = 0 }: ObservedSwarmService,
  current: readonly SwarmTask[],
): Verdict | undefined {
  const failures = current.filter((task) => hasFailed(task) && (task.created ?? changedAt) >= changedAt);
  const last = newest(failures);
  if (!last) return undefined;
  if (failures.length >= FAILURES) return { is: 'failed', why: 'its tasks do not stay running', task: last };
  const givenUp = failures.find((task) => !current.some((other) => takesPlace(other, task)));
  if (!givenUp) return undefined;
  const most = restartOf(spec).MaxAttempts;
  const why = most
    ? `its tasks do not stay running, and the swarm starts no other one (max_attempts: ${most})`
    : 'its tasks do not stay running, and the swarm starts no other one';
  return { is: 'failed', why, task: givenUp, mayPass: 'restarting' };
}

function judgeJob(service: ObservedSwarmService, tasks: readonly SwarmTask[], look: SwarmLook): Verdict {
  const current = ofLastRun(tasks, service);
  const completed = current.filter(({ state }) => state === 'complete').length;
  const many = replicasOf(service.spec) ?? (current.length || leastOfGlobal(service.spec, look));
  if (completed >= many) return { is: 'done' };
  const on = current.find(
    (task) => !hasFailed(task) && task.state !== 'complete' && task.desiredState !== 'shutdown',
  );
  const task = newest(current.filter(hasFailed));
  if (task && !on) return { is: 'failed', why: 'it did not complete', task, mayPass: 'restarting' };
  const doing = on && on.state !== 'running' ? about(on, look) : '';
  const text = `${completed} of ${many} completed${doing}`;
  return on ? { is: 'waiting', text, on } : { ...NO_TASK, text };
}

function about(task: SwarmTask | undefined, look: SwarmLook): string {
  if (task === undefined) return '';
  const node = nodeOf(task, look);
  if (node && !isThere(node)) return ` (its node ${node.hostname} is ${node.state})`;
  const where = node === undefined ? '' : ` on ${node.hostname}`;
  return ` (${task.state}${where}${task.error ? `: ${task.error}` : ''})`;
}

export const hasFailed = ({ state }: SwarmTask): boolean => state === 'failed' || state === 'rejected';

const newest = (tasks: readonly SwarmTask[]): SwarmTask | undefined =>
  tasks.reduce<SwarmTask | undefined>(
    (latest, task) => (latest === undefined || task.since > latest.since ? task : latest),
    undefined,
  );

const slotOf = ({ slot, nodeId }: SwarmTask): string =>
  slot === undefined ? `node ${nodeId}` : String(slot);

/** The other one runs, or is to run, where this one was; or it has ended well there. */
const takesPlace = (other: SwarmTask, task: SwarmTask): boolean =>
  slotOf(other) === slotOf(task) &&
  !hasFailed(other) &&
  (other.desiredState === 'running' || other.desiredState === 'ready' || other.state === 'complete');

/** Slots whose task has ended well, and gets none in its place. */
function endedTasks(current: readonly SwarmTask[]): number {
  const alive = new Set(
    current.filter(({ desiredState }) => desiredState === 'running' || desiredState === 'ready').map(slotOf),
  );
  const complete = current.filter((task) => task.state === 'complete' && !alive.has(slotOf(task)));
  return new Set(complete.map(slotOf)).size;
}

/** A manager that has just begun to lead does not know yet of any node whether it is there. */
const isThere = (node: SwarmNode | undefined): boolean => node === undefined || node.state === 'ready';

const nodeOf = ({ nodeId = '' }: SwarmTask, { nodes }: SwarmLook): SwarmNode | undefined => nodes.get(nodeId);

/** A swarm makes the tasks of a global service all at once, one for each node that may run it: where there is none, it has none. */
const leastOfGlobal = (spec: JsonMap, { nodes }: SwarmLook): number =>
  [...nodes.values()].some((node) => whyNotOn(node, spec) === undefined) ? 1 : 0;

function restartOf({ TaskTemplate }: JsonMap): JsonMap {
  const policy = isJsonMap(TaskTemplate) ? TaskTemplate.RestartPolicy : undefined;
  return isJsonMap(policy) ? policy : {};
}

/** A task that ends well is not started again. */
const endsByItself = (spec: JsonMap): boolean => (restartOf(spec).Condition ?? 'any') !== 'any';

/** Absent: as many as there are nodes for it. */
function replicasOf({ Mode }: JsonMap): number | undefined {
  const mode = isJsonMap(Mode) ? Mode : {};
  if (isJsonMap(mode.Replicated)) return Number(mode.Replicated.Replicas ?? 1);
  if (isJsonMap(mode.ReplicatedJob)) return Number(mode.ReplicatedJob.TotalCompletions ?? 1);
  return undefined;
}
