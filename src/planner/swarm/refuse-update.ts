import { UserError } from '../../diagnostics/user-error.ts';
import { isJsonMap, type JsonMap } from '../../model/json.ts';
import type { ObservedSwarm, SwarmNode } from '../../model/observed-swarm.ts';
import { takesTasks } from './constraints.ts';
import { whyOnNoNode } from './fits.ts';
import { isJobThere } from './jobs.ts';
import { type Change, replicasOf, serviceUpdate, tasksOf } from './task-effect.ts';

type UpdateOfTasks = Pick<Change, 'service' | 'spec'>;

/**
 * An update that takes tasks away and brings none in their place. Error: UserError `no-node-fits` where no node can run the new ones,
 * `bad-update` where a new one waits for an old one for ever.
 */
export function refuseUpdate(name: string, update: UpdateOfTasks, swarm: ObservedSwarm): void {
  refuseUpdateWithoutNode(name, update, swarm);
  refuseEndlessUpdate(name, update, swarm);
}

/**
 * Where nothing runs, nothing is lost: new tasks wait until there is a node. A job has done what it did. After a change of the leader the
 * swarm does not know for some seconds which nodes are there: then it is waited for, as `up` waits for nodes anyway.
 */
export function refuseUpdateWithoutNode(
  name: string,
  { service, spec }: UpdateOfTasks,
  swarm: ObservedSwarm,
): void {
  const away = new Set(swarm.nodes.flatMap(({ id, state }) => (state === 'ready' ? [] : [id])));
  const runs = tasksOf(service, swarm).some(
    ({ state, nodeId = '' }) => state === 'running' && !away.has(nodeId),
  );
  if (!runs || isJobThere(service.spec) || replicasOf(spec) === 0) return;
  const noNode = whyOnNoNode(swarm.nodes.map(maybeThere), spec);
  if (noNode === undefined) return;
  throw new UserError(
    'no-node-fits',
    `service "${name}" runs, and no node could run its new tasks: ${noNode.why}`,
    {
      hint: 'correct what keeps it from the nodes, or make one of them available',
      about: { of: ['services', name], settings: noNode.settings },
    },
  );
}

const maybeThere = (node: SwarmNode): SwarmNode =>
  node.state === 'unknown' || node.state === 'disconnected' ? { ...node, state: 'ready' } : node;

/**
 * Two tasks cannot publish one port of a node. Where each node has one, a swarm would wait for ever for a node of the new one, and say
 * that it is updating. Error: UserError `bad-update`.
 */
function refuseEndlessUpdate(name: string, { service, spec }: UpdateOfTasks, swarm: ObservedSwarm): void {
  const update = serviceUpdate(name, { service, spec }, swarm);
  const port = hostPort(spec);
  if (update?.order !== 'start-first' || port === undefined) return;
  const nodes = swarm.nodes.map(maybeThere).filter((node) => takesTasks(node, spec)).length;
  if (update.containers < nodes) return;
  throw new UserError(
    'bad-update',
    `service "${name}" cannot be updated start-first: each of its tasks has port ${port} of its node (mode: host), and no node is left for a new one, so the update would never end`,
    {
      hint: 'write `order: stop-first`, publish the port with `mode: ingress`, or have more nodes than tasks',
      about: { of: ['services', name], settings: ['deploy.update_config.order', 'ports'] },
    },
  );
}

function hostPort({ EndpointSpec }: JsonMap): number | undefined {
  const ports = isJsonMap(EndpointSpec) && Array.isArray(EndpointSpec.Ports) ? EndpointSpec.Ports : [];
  const ofNode = ports.find((port) => isJsonMap(port) && port.PublishMode === 'host' && port.PublishedPort);
  return isJsonMap(ofNode) ? Number(ofNode.PublishedPort) : undefined;
}
