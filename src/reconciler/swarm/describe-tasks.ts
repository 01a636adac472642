import { gantry, type Hint } from '../../diagnostics/hint.ts';
import { UserError } from '../../diagnostics/user-error.ts';
import type { Swarm } from '../../engine/port/swarm.ts';
import type { JsonMap } from '../../model/json.ts';
import type { ObservedSwarmService, SwarmNode, SwarmTask } from '../../model/observed-swarm.ts';
import type { OperationOf } from '../../model/operation.ts';
import { hasEnded } from '../../model/task-state.ts';
import { byHostname, whyNotOn } from '../../planner/swarm/fits.ts';
import { hintForImage } from './hint-for-image.ts';
import { backFromUpdate, nodeForIt } from './way-out.ts';

const LAST_LINES = 10;

interface Failed {
  /** As the swarm has it. Absent: it is gone. */
  readonly found?: ObservedSwarmService | undefined;
  readonly why: string;
  readonly task?: SwarmTask;
  readonly mayPass?: 'restarting' | 'updating' | 'untaken';
}

/** With the task's own error, its node, and the last lines that it wrote. */
export async function describeFailure(
  swarm: Swarm,
  { name, service, goesBack }: OperationOf<'await-tasks'>,
  { found, why, task, mayPass }: Failed,
): Promise<UserError> {
  const [nodes, output] = task
    ? await Promise.all([swarm.nodes(), swarm.lastLines(task.id, LAST_LINES).catch(() => [])])
    : [[], []];
  const itsNode = nodes.find(({ id }) => id === task?.nodeId);
  const node = itsNode?.hostname;
  const told = task?.error && !why.includes(task.error) ? `: ${task.error}` : '';
  const where = node === undefined || why.includes(`node ${node}`) ? '' : ` on node ${node}`;
  const isAway = itsNode !== undefined && itsNode.state !== 'ready' && task !== undefined && !hasEnded(task);
  const lacksImage = task?.error !== undefined && /No such image/.test(task.error);
  const wayOut =
    found &&
    ((task?.state === 'pending' ? nodeForIt(found, nodes) : undefined) ??
      (goesBack ? undefined : backFromUpdate(service, found)));
  const hint: Hint | undefined = lacksImage
    ? await hintForImage(swarm, { image: task.image, service, node })
    : mayPass === 'updating' || (isAway && task.desiredState === 'shutdown')
      ? [gantry('restart', service), ' makes the swarm replace all of its tasks']
      : wayOut;
  return new UserError('wait-failed', `service ${name}: ${why}${told}${where}`, {
    output,
    ...(hint === undefined ? {} : { hint }),
    // The file has no part in the loss of a node.
    ...(!isAway && { about: { of: ['services', service], settings: settingsFor(task) } }),
  });
}

/** The setting that is the likely cause. */
function settingsFor(task: SwarmTask | undefined): readonly string[] {
  const error = task?.error ?? '';
  if (/unhealthy container/.test(error)) return ['healthcheck', 'command'];
  if (/No such image/.test(error)) return ['image'];
  if (/bind source path/.test(error)) return ['volumes'];
  if (/no suitable node|insufficient resources/.test(error)) return ['deploy'];
  if (/host-mode port/.test(error)) return ['ports'];
  return ['command', 'image'];
}

/** Why a task does not come further: the swarm says so of none. */
export function describeStuck(
  nodes: readonly SwarmNode[],
  service: ObservedSwarmService | undefined,
  task: SwarmTask,
): string {
  const node = nodes.find(({ id }) => id === task.nodeId);
  const its = node === undefined ? 'its node' : `node ${node.hostname}`;
  if (node && node.state !== 'ready' && task.desiredState === 'shutdown')
    return `the swarm waits for a task on node ${node.hostname}, which is ${node.state}, and replaces no more tasks until it is asked again`;
  if (node && node.state !== 'ready') return `${its} has its task, and is ${node.state}`;
  switch (task.state) {
    case 'pending': {
      if (!task.error) return NOT_GIVEN;
      const reasons = byHostname(nodes).map(
        (one) => `${one.hostname}: ${excludes(one, service?.spec ?? {}, task.error)}`,
      );
      return `no node can run it (${task.error}): ${reasons.join('; ')}`;
    }
    case 'new':
      return NOT_GIVEN;
    case 'preparing':
      return `${its} has been preparing its task for long: it pulls the image, or makes mounts and networks`;
    default:
      return `${its} does not take its task (${task.state})`;
  }
}

const NOT_GIVEN =
  'the swarm does not give its task an address or a node, and does not say why: the addresses of a network may be used up';

const excludes = (node: SwarmNode, spec: JsonMap, error = ''): string =>
  whyNotOn(node, spec)?.why ?? lackOf(error);

/** What the swarm says of all nodes together. */
function lackOf(error: string): string {
  if (/insufficient resources/.test(error)) return 'other tasks have reserved too much of it';
  if (/host-mode port/.test(error)) return 'another task has the port there';
  if (/max replicas per node/.test(error)) return 'it has as many tasks as max_replicas_per_node allows';
  if (/unsupported platform/.test(error)) return 'the image is for another platform';
  if (/missing plugin/.test(error)) return 'it lacks a plugin for a network, a volume or logs';
  return 'it has no room, port or platform for it';
}
