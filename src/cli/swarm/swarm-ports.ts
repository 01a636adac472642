import { gantry } from '../../diagnostics/hint.ts';
import { UserError } from '../../diagnostics/user-error.ts';
import type { ObservedPort } from '../../model/observed.ts';
import type { ObservedSwarm, SwarmNode, SwarmPort } from '../../model/observed-swarm.ts';
import { requireServices } from '../../planner/graph/service-graph.ts';
import { nodeLoad } from '../../planner/swarm/node-load.ts';
import { serviceKey } from '../../planner/swarm/swarm-names.ts';
import { type ServiceUrl, urlOf } from '../../ui/tables/service-urls.ts';
import type { Cli } from '../context/cli.ts';
import { lookAtServices, namedProject } from './plan-for-swarm.ts';

/** A port of a node that leads to a service. */
interface PublishedPort {
  readonly service: string;
  readonly node: string;
  /** Of the one task that it leads to (`mode: host`). Absent: to any. */
  readonly slot?: number;
  readonly port: ObservedPort & { readonly published: number; readonly hostIp: string };
}

interface SwarmPorts {
  readonly ports: readonly PublishedPort[];
  /** Whether anything runs that could publish one. */
  readonly isRunning: boolean;
}

/**
 * Those of services of which a task runs: with `mode: ingress` on every node that is there, with `mode: host` on the node of each task.
 *
 * @param service absent: of all
 */
async function findSwarmPorts(cli: Cli, service: string | undefined): Promise<SwarmPorts> {
  const project = await namedProject(cli);
  const { observed } = await lookAtServices(cli, project.name);
  const keys = observed.services.map(({ name }) => serviceKey(project, name));
  requireServices(service === undefined ? [] : [service], new Set([...project.services.keys(), ...keys]));
  return portsIn(project.name, observed, service);
}

function portsIn(project: string, swarm: ObservedSwarm, asked: string | undefined): SwarmPorts {
  const nodes = swarm.nodes
    .filter(({ state }) => state === 'ready')
    .toSorted((a, b) => (a.hostname < b.hostname ? -1 : 1));
  const tasks = nodes.flatMap((node) =>
    nodeLoad(node, swarm)
      .tasks.filter(({ state }) => state === 'running')
      .map((task) => ({ task, node })),
  );
  const services = swarm.services
    .map((service) => ({ ...service, key: serviceKey({ name: project }, service.name) }))
    .filter(({ key }) => asked === undefined || key === asked)
    .toSorted((a, b) => (a.key < b.key ? -1 : 1));
  const running = services.filter(({ id }) => tasks.some(({ task }) => task.serviceId === id));
  const ports = running.flatMap(({ id, key, ports: ingress = [] }): readonly PublishedPort[] => [
    ...ingress.flatMap((port) => nodes.map((node) => published(key, node, port))),
    ...tasks
      .filter(({ task }) => task.serviceId === id)
      .flatMap(({ task, node }) =>
        (task.ports ?? []).map((port) => ({
          ...published(key, node, port),
          ...(task.slot !== undefined && { slot: task.slot }),
        })),
      ),
  ]);
  return { ports, isRunning: running.length > 0 };
}

const published = (service: string, node: SwarmNode, port: SwarmPort): PublishedPort => ({
  service,
  node: node.hostname,
  port: { ...port, hostIp: node.address },
});

/** As `findUrls`, for tasks. */
export async function findSwarmUrls(
  cli: Cli,
  service: string | undefined,
): Promise<{ readonly urls: readonly ServiceUrl[]; readonly isRunning: boolean }> {
  const { ports, isRunning } = await findSwarmPorts(cli, service);
  const urls = ports.flatMap(({ service: key, node, slot, port }) => {
    const url = urlOf(port, port.hostIp);
    const container = `${key}${slot === undefined ? '' : `.${slot}`}@${node}`;
    return url === undefined ? [] : [{ service: key, container, url, isWeb: url.startsWith('http') }];
  });
  return { urls, isRunning };
}

interface PortQuery {
  readonly service: string | undefined;
  /** In the container. Absent: all. */
  readonly target: number | undefined;
  readonly protocol: string;
  /** The slot. Absent: all. */
  readonly index: number | undefined;
}

/** `port`: the addresses of one port, a line for each node; or the table of all. Error: UserError `bad-usage`, `no-container`. */
export async function showSwarmPorts(cli: Cli, query: PortQuery): Promise<string> {
  const { service, target, index } = query;
  const found = await findSwarmPorts(cli, service);
  // One that every node publishes leads to any task, also to that of this slot.
  const ports = found.ports.filter(({ slot }) => index === undefined || slot === undefined || slot === index);
  const addressOf = ({ port: { hostIp, published: number } }: PublishedPort): string =>
    `${hostIp.includes(':') ? `[${hostIp}]` : hostIp}:${number}`;
  if (service !== undefined && target !== undefined) {
    const protocol = query.protocol.toLowerCase();
    const asked = ports.filter(({ port }) => port.target === target && port.protocol === protocol);
    if (asked.length > 0) return asked.map((port) => `${addressOf(port)}\n`).join('');
    if (!found.isRunning)
      throw new UserError('no-container', `no task of service "${service}" runs`, {
        hint: [gantry('ps', '-a', service), ' shows why'],
      });
    const others = [...new Set(ports.map(({ port }) => `${port.target}/${port.protocol}`))];
    throw new UserError('bad-usage', `service "${service}" does not publish port ${target}/${protocol}`, {
      hint:
        others.length === 0
          ? 'it publishes none: see `ports` in the Compose file'
          : `it publishes ${others.join(', ')}`,
    });
  }
  const { tabulate } = await import('../../ui/tables/tabulate.ts');
  const rows = ports.map((one) => [
    one.service,
    one.slot === undefined ? '' : String(one.slot),
    one.node,
    `${one.port.target}/${one.port.protocol}`,
    addressOf(one),
  ]);
  return tabulate([['SERVICE', 'SLOT', 'NODE', 'PORT', 'PUBLISHED AT'], ...rows], {
    minWidth: 8,
    columns: cli.stdout.columns,
  });
}
