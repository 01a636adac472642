import { isJsonMap, type JsonMap } from '../../model/json.ts';
import type { ObservedSwarm } from '../../model/observed-swarm.ts';
import type { Project } from '../../model/project.ts';
import { hasEnded } from '../../model/task-state.ts';
import { serviceKey } from '../../planner/swarm/swarm-names.ts';

/** A task whose log can be asked for. */
export interface LoggedTask {
  readonly id: string;
  /** `web.1@node2` */
  readonly label: string;
  readonly tty: boolean;
  /** It may write more. */
  readonly isLive: boolean;
}

export interface LogTasks {
  readonly tasks: readonly LoggedTask[];
  /** In words: whose log cannot be asked for. A manager would wait for its node, and hide all others. */
  readonly unreadable: readonly string[];
}

interface Asked {
  /** Empty: all. */
  readonly services: readonly string[];
  /** Absent: all. */
  readonly slot?: number | undefined;
}

/** The tasks that ran, or run, of these services. */
export function loggedTasks(project: Project, swarm: ObservedSwarm, { services, slot }: Asked): LogTasks {
  const byId = new Map(swarm.services.map((service) => [service.id, service]));
  const nodes = new Map(swarm.nodes.map((node) => [node.id, node]));
  const tasks: LoggedTask[] = [];
  const unreadable: string[] = [];
  for (const task of swarm.tasks) {
    const service = byId.get(task.serviceId);
    if (!service || !task.nodeId || !task.containerId) continue;
    const key = serviceKey(project, service.name);
    if (services.length > 0 && !services.includes(key)) continue;
    if (slot !== undefined && task.slot !== slot) continue;
    const node = nodes.get(task.nodeId);
    const label = `${key}${task.slot === undefined ? '' : `.${task.slot}`}@${node?.hostname ?? task.nodeId}`;
    if (node?.state === 'ready')
      tasks.push({ id: task.id, label, tty: hasTerminal(service.spec), isLive: !hasEnded(task) });
    else unreadable.push(`${label}: its node is ${node?.state ?? 'not there any more'}`);
  }
  return { tasks, unreadable };
}

function hasTerminal({ TaskTemplate }: JsonMap): boolean {
  const container = isJsonMap(TaskTemplate) ? TaskTemplate.ContainerSpec : undefined;
  return isJsonMap(container) && container.TTY === true;
}
