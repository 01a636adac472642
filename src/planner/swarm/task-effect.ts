import { isJsonMap, type JsonMap } from '../../model/json.ts';
import type { ObservedSwarm, ObservedSwarmService, SwarmTask } from '../../model/observed-swarm.ts';
import type { TaskEffect } from '../../model/operation.ts';
import type { FailureAction, ServiceUpdate } from '../../model/service-update.ts';
import type { UpdateOrder } from '../../model/update-config.ts';
import { constraintsOf, meets } from './constraints.ts';

/** A change of these alone leaves every task where it is. Measured on Docker Engine 26. */
const KEEPING =
  /^(Labels|UpdateConfig|RollbackConfig|Mode\.Replicated\.Replicas|TaskTemplate\.Placement\..*)$/;

const NANOSECONDS = 1e6;
const MONITOR_MS = 5000;

export interface Change {
  readonly service: ObservedSwarmService;
  /** As it is sent. */
  readonly spec: JsonMap;
  /** What differs, in the words of the API. */
  readonly paths: readonly string[];
  readonly isForced: boolean;
}

/** What becomes of the tasks that a service has. Where none runs, nothing is interrupted. */
export function taskEffect({ service, spec, paths, isForced }: Change, swarm: ObservedSwarm): TaskEffect {
  if (!tasksOf(service, swarm).some(({ state }) => state === 'running' || state === 'starting'))
    return 'kept';
  if (isForced || paths.some((path) => !KEEPING.test(path))) return 'replaced';
  if (movesAway(service, spec, swarm)) return 'replaced';
  const [before, after] = [replicasOf(service.spec), replicasOf(spec)];
  return before !== undefined && after !== undefined && after < before ? 'fewer' : 'kept';
}

/** A task ends on a node that does not meet the constraints any more, and another one takes its place elsewhere. */
function movesAway(service: ObservedSwarmService, spec: JsonMap, swarm: ObservedSwarm): boolean {
  const nodes = new Map(swarm.nodes.map((node) => [node.id, node]));
  return tasksOf(service, swarm).some(({ nodeId = '' }) => {
    const node = nodes.get(nodeId);
    return node !== undefined && !constraintsOf(spec).every((constraint) => meets(node, constraint));
  });
}

export const tasksOf = ({ id }: ObservedSwarmService, { tasks }: ObservedSwarm): readonly SwarmTask[] =>
  tasks.filter(({ serviceId, desiredState }) => serviceId === id && desiredState === 'running');

/** Absent: there are as many as nodes, or it is a job. */
export function replicasOf(spec: JsonMap): number | undefined {
  const mode = isJsonMap(spec.Mode) ? spec.Mode : {};
  return isJsonMap(mode.Replicated) ? Number(mode.Replicated.Replicas ?? 1) : undefined;
}

/** How long the swarm watches each new task of an update. */
export function monitorMsOf({ UpdateConfig }: JsonMap): number {
  const monitor = isJsonMap(UpdateConfig) ? UpdateConfig.Monitor : undefined;
  return monitor ? Number(monitor) / NANOSECONDS : MONITOR_MS;
}

/** How the tasks of a service are replaced; undefined where there are none, and of jobs, which run again. */
export function serviceUpdate(
  name: string,
  { service, spec }: Pick<Change, 'service' | 'spec'>,
  swarm: ObservedSwarm,
): ServiceUpdate | undefined {
  const mode = isJsonMap(spec.Mode) ? spec.Mode : {};
  if ('ReplicatedJob' in mode || 'GlobalJob' in mode) return undefined;
  const tasks = replicasOf(service.spec) ?? tasksOf(service, swarm).length;
  if (tasks === 0) return undefined;
  // Nothing at all means one at a time, and zero all.
  const config = isJsonMap(spec.UpdateConfig) ? spec.UpdateConfig : { Parallelism: 1 };
  const parallelism = Math.min(Number(config.Parallelism ?? 0) || tasks, tasks);
  const order: UpdateOrder = config.Order === 'start-first' ? 'start-first' : 'stop-first';
  const delayMs = Number(config.Delay ?? 0) / NANOSECONDS;
  return {
    service: name,
    containers: tasks,
    parallelism,
    order,
    sharedVolumes: [],
    failureAction: actionOf(config.FailureAction),
    swarm: {
      keptRunning: order === 'start-first' ? tasks : tasks - parallelism,
      atLeastMs: (Math.ceil(tasks / parallelism) - 1) * delayMs + monitorMsOf(spec),
    },
  };
}

const actionOf = (written: unknown): FailureAction =>
  written === 'rollback' || written === 'continue' ? written : 'pause';
