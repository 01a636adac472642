import { containerId, imageId } from '../../model/ids.ts';
import { LABEL } from '../../model/labels.ts';
import type { ContainerState, ObservedContainer } from '../../model/observed.ts';
import type { ObservedSwarm, SwarmNode, SwarmTask } from '../../model/observed-swarm.ts';
import { hasEnded } from '../../model/task-state.ts';
import { serviceKey } from '../../planner/swarm/swarm-names.ts';

/** The container of a task, and where it is. */
interface PlacedContainer {
  readonly container: ObservedContainer;
  readonly node: SwarmNode;
}

/**
 * The containers of the tasks of a project, as if one engine had them all: with the labels that commands look at. A manager knows
 * no more of them than this. The number of a replica is its slot; of a global service, that of its node in the order of names.
 */
export function taskContainers(project: string, swarm: ObservedSwarm): readonly PlacedContainer[] {
  const services = new Map(swarm.services.map(({ id, name }) => [id, name]));
  const nodes = new Map(swarm.nodes.map((node) => [node.id, node]));
  const order = [...swarm.nodes].sort((a, b) => (a.hostname < b.hostname ? -1 : 1)).map(({ id }) => id);
  return swarm.tasks.flatMap((task) => {
    const service = services.get(task.serviceId);
    const node = nodes.get(task.nodeId ?? '');
    if (service === undefined || node === undefined || task.containerId === undefined) return [];
    const number = task.slot ?? order.filter((id) => hasTask(swarm, task.serviceId, id)).indexOf(node.id) + 1;
    const container: ObservedContainer = {
      id: containerId(task.containerId),
      name: `${service}.${task.slot ?? node.id}.${task.id}`,
      state: stateOf(task),
      status: task.state,
      ...(task.exitCode !== undefined && hasEnded(task) && { exitCode: task.exitCode }),
      createdAt: task.since / 1000,
      image: task.image,
      imageId: imageId(''),
      command: '',
      labels: {
        [LABEL.project]: project,
        [LABEL.service]: serviceKey({ name: project }, service),
        [LABEL.containerNumber]: String(number),
        [LABEL.configHash]: '',
      },
      networks: new Map(),
      mounts: [],
      ports: [],
    };
    return [{ container, node }];
  });
}

const hasTask = ({ tasks }: ObservedSwarm, serviceId: string, nodeId: string): boolean =>
  tasks.some((task) => task.serviceId === serviceId && task.nodeId === nodeId);

const RUNS: ReadonlySet<string> = new Set(['starting', 'running']);

/** A manager goes on to call those of a lost node running, and wants them to be gone. */
function stateOf(task: SwarmTask): ContainerState {
  if (hasEnded(task)) return 'exited';
  if (['shutdown', 'remove'].includes(task.desiredState)) return 'dead';
  return RUNS.has(task.state) ? 'running' : 'created';
}
