import { UserError } from '../../diagnostics/user-error.ts';
import { findCycles } from '../../util/find-cycles.ts';
import type { Graph } from '../graph/graph.ts';

/** The ports of a service on all nodes, each as `8080/tcp`. */
export interface PortChange {
  /** In the files. */
  readonly service: string;
  readonly has: readonly string[];
  readonly wants: readonly string[];
}

/** By service that takes ports of others: by each of them, the first of those ports. */
export type PortHandovers = ReadonlyMap<string, ReadonlyMap<string, string>>;

export function portHandovers(changes: readonly PortChange[]): PortHandovers {
  const givers = new Map(
    changes.flatMap(({ service, has, wants }) =>
      has.filter((port) => !wants.includes(port)).map((port) => [port, service] as const),
    ),
  );
  const handovers = new Map<string, Map<string, string>>();
  for (const { service, wants } of changes) {
    const from = new Map<string, string>();
    for (const port of wants) {
      const giver = givers.get(port);
      if (giver !== undefined && !from.has(giver)) from.set(giver, port);
    }
    if (from.size > 0) handovers.set(service, from);
  }
  return handovers;
}

/**
 * The graph in which who takes a port also needs who lets go of it. A swarm refuses a port that another service still has, and the tasks of
 * that one answer at it until they are replaced.
 *
 * Error: UserError `port-taken` where services would have to wait for each other.
 */
export function withHandovers(graph: Graph, handovers: PortHandovers): Graph {
  if (handovers.size === 0) return graph;
  const whole = new Map(
    [...graph].map(([name, needs]) => [name, new Set([...needs, ...(handovers.get(name)?.keys() ?? [])])]),
  );
  const inOrder = (names: Iterable<string> = []): readonly string[] => [...names].sort();
  for (const { nodes } of findCycles(
    inOrder(whole.keys()),
    (node) => (whole.has(node) ? inOrder(whole.get(node)) : undefined),
    (node) => node,
  ))
    refuseCycle(nodes, handovers);
  return whole;
}

/** One of dependencies alone is told by who puts them in order. */
function refuseCycle(nodes: readonly string[], handovers: PortHandovers): void {
  const edges = nodes.map((node, index) => {
    const needed = nodes[(index + 1) % nodes.length] ?? node;
    return { node, needed, port: handovers.get(node)?.get(needed) };
  });
  const taking = edges.find(({ port }) => port !== undefined);
  if (taking?.port === undefined) return;
  const texts = edges.map(({ node, needed, port }) =>
    port === undefined ? `${node} depends on ${needed}` : `${node} takes ${port} from ${needed}`,
  );
  const [number = taking.port] = taking.port.split('/');
  throw new UserError(
    'port-taken',
    `no order of updates hands over these ports, which all nodes of the swarm publish: ${texts.join(', ')}`,
    {
      hint: `bring ${taking.needed} to the swarm without its port or with a free one first, and then all as it is here`,
      about: { of: ['services', taking.node], settings: [['ports', number], 'ports'] },
    },
  );
}
