import { isJsonMap, type Json, type JsonMap } from '../../model/json.ts';
import type { ObservedSwarmService, SwarmNode, SwarmTask } from '../../model/observed-swarm.ts';
import { hasEnded, ofLastRun, UPDATE_BEGINS_MS } from '../../model/task-state.ts';
import { stableJson } from '../../util/stable-json.ts';

/** A service that is as the files say, whose tasks are not. */
export interface Unsettled {
  /** In words. */
  readonly state: string;
  /**
   * What helps: the swarm is at it (`wait`), it goes on with the same once it is asked again (`again`), it would replace more tasks then
   * (`resume`), or it has to be asked for something else (`force`).
   */
  readonly needs: 'wait' | 'again' | 'resume' | 'force';
}

/** As far as one look tells. undefined: its tasks are as they should be. */
export function unsettled(
  service: ObservedSwarmService,
  tasks: readonly SwarmTask[],
  nodes: ReadonlyMap<string, SwarmNode>,
): Unsettled | undefined {
  const mode = isJsonMap(service.spec.Mode) ? service.spec.Mode : {};
  if (isJsonMap(mode.ReplicatedJob))
    return ofJob(service, tasks, Number(mode.ReplicatedJob.TotalCompletions ?? 1));
  if (isJsonMap(mode.GlobalJob)) return ofJob(service, tasks);
  const { state = '' } = service.updateStatus ?? {};
  if (state === 'updating' && heldByLostNode(tasks, nodes))
    return { state: 'its update waits for a lost node', needs: 'force' };
  if (state === 'updating' || state === 'rollback_started') return { state: 'being updated', needs: 'wait' };
  // The swarm has stopped in the middle, with tasks of before and of now.
  if (state === 'paused' || state === 'rollback_paused')
    return { state: 'its update is paused', needs: 'resume' };
  if (hasGivenUp(service, tasks))
    return { state: 'its tasks are as they were before its last update', needs: 'force' };
  const many = isJsonMap(mode.Replicated) ? Number(mode.Replicated.Replicas ?? 1) : undefined;
  return ofTasks(service.spec, tasks, nodes, many);
}

/**
 * A swarm that is asked again for an update which it has paused replaces nothing and takes the update for done (engine 26.1.5): tasks of
 * before run on.
 */
function hasGivenUp({ spec, unchangedMs = 0 }: ObservedSwarmService, tasks: readonly SwarmTask[]): boolean {
  const wanted = spec.TaskTemplate;
  if (unchangedMs < UPDATE_BEGINS_MS || !isJsonMap(wanted)) return false;
  // Who only may run elsewhere too stays where it runs.
  const { Placement: _elsewhere, ...template } = wanted;
  return tasks.some(
    (task) =>
      task.desiredState === 'running' && task.template !== undefined && differs(task.template, template),
  );
}

/** What only one of both has is no difference: a manager adds some of it when it tells. */
const differs = (one: Json | undefined, other: Json | undefined): boolean =>
  isJsonMap(one) && isJsonMap(other)
    ? Object.keys(one).some((key) => key in other && differs(one[key], other[key]))
    : stableJson(one) !== stableJson(other);

/**
 * A swarm waits without end for a task of its update that it had given to a node before it lost it, and replaces no more tasks until it is
 * asked for something else, or the node is back; asked for the same, it gives the update up (engine 26.1.5).
 */
export const heldByLostNode = (
  tasks: readonly SwarmTask[],
  nodes: ReadonlyMap<string, SwarmNode>,
): SwarmTask | undefined =>
  tasks.find(
    (task) =>
      task.desiredState === 'shutdown' &&
      task.state !== 'running' &&
      !hasEnded(task) &&
      !isThere(task, nodes),
  );

/** One that has never run, as far as is known, may have run long ago: it is not run again for that. */
function ofJob(
  service: ObservedSwarmService,
  tasks: readonly SwarmTask[],
  many?: number,
): Unsettled | undefined {
  const current = ofLastRun(tasks, service);
  const completed = current.filter(({ state }) => state === 'complete').length;
  if (completed >= (many ?? current.length) || current.length === 0) return undefined;
  if (current.some(goesOn)) return { state: 'not completed yet', needs: 'wait' };
  return { state: 'failed', needs: 'again' };
}

function ofTasks(
  spec: JsonMap,
  tasks: readonly SwarmTask[],
  nodes: ReadonlyMap<string, SwarmNode>,
  many: number | undefined,
): Unsettled | undefined {
  const wanted = tasks.filter(({ desiredState }) => desiredState === 'running');
  const late = wanted.find((task) => task.state !== 'running' || !isThere(task, nodes));
  if (late) return { state: late.state === 'running' ? 'its node is away' : late.state, needs: 'wait' };
  if (many === undefined || wanted.length >= many) return undefined;
  if (tasks.some(({ desiredState }) => desiredState === 'ready'))
    return { state: 'started again', needs: 'wait' };
  const alive = new Set(wanted.map(({ slot }) => slot));
  const ended = newestOfSlots(tasks.filter(({ slot }) => !alive.has(slot)));
  if (ended.some(({ state }) => state === 'failed' || state === 'rejected'))
    return { state: 'failed', needs: 'force' };
  // The swarm makes the next task together with the end of the one before, or makes none: also where that one has ended with its node.
  const condition = restartCondition(spec);
  if (condition === 'none' && ended.some(({ state }) => state !== 'complete'))
    return { state: 'not started again', needs: 'force' };
  // Those that have ended well are not to be started again; of others nothing is to be seen yet.
  const isEnded = ended.some(({ state }) => state === 'complete') && condition !== 'any';
  return isEnded ? undefined : { state: 'not started yet', needs: 'wait' };
}

/** The swarm keeps some that have ended long ago. */
function newestOfSlots(tasks: readonly SwarmTask[]): readonly SwarmTask[] {
  const newest = new Map<number | undefined, SwarmTask>();
  const madeAt = ({ created, since }: SwarmTask): number => created ?? since;
  for (const task of tasks) {
    const known = newest.get(task.slot);
    if (known === undefined || madeAt(known) < madeAt(task)) newest.set(task.slot, task);
  }
  return [...newest.values()];
}

const goesOn = (task: SwarmTask): boolean => !hasEnded(task) && task.desiredState !== 'shutdown';

function isThere({ nodeId = '' }: SwarmTask, nodes: ReadonlyMap<string, SwarmNode>): boolean {
  const node = nodes.get(nodeId);
  return node === undefined || node.state === 'ready';
}

function restartCondition({ TaskTemplate }: JsonMap): Json {
  const policy = isJsonMap(TaskTemplate) ? TaskTemplate.RestartPolicy : undefined;
  return (isJsonMap(policy) ? policy.Condition : undefined) ?? 'any';
}
