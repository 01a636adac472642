import type { ObservedSwarm } from '../../model/observed-swarm.ts';
import type { GraphEdge, GraphNode, ProjectGraph } from '../../model/project-graph.ts';
import { nodeLoad } from './node-load.ts';
import { serviceKey } from './swarm-names.ts';

/** The graph of a project with the nodes of the swarm, and which of its services has tasks where. Nodes without any are left out. */
export function graphWithNodes(graph: ProjectGraph, swarm: ObservedSwarm): ProjectGraph {
  const drawn = new Set(graph.nodes.map(({ id }) => id));
  const keys = new Map(
    swarm.services.map(({ id, name }) => [id, `service ${serviceKey({ name: graph.project }, name)}`]),
  );
  const nodes: GraphNode[] = [];
  const edges: GraphEdge[] = [];
  for (const node of swarm.nodes.toSorted((a, b) => (a.hostname < b.hostname ? -1 : 1))) {
    const counts = new Map<string, number>();
    for (const { serviceId } of nodeLoad(node, swarm).tasks) {
      const service = keys.get(serviceId) ?? '';
      if (drawn.has(service)) counts.set(service, (counts.get(service) ?? 0) + 1);
    }
    if (counts.size === 0) continue;
    const id = `node ${node.id}`;
    nodes.push({
      id,
      kind: 'node',
      name: node.hostname,
      details: [
        node.isLeader ? 'leader' : node.role,
        ...(node.state === 'ready' ? [] : [node.state]),
        ...(node.availability === 'active' ? [] : [node.availability]),
      ],
    });
    for (const [service, count] of [...counts].sort())
      edges.push({ from: service, to: id, kind: 'runs-on', label: count === 1 ? '' : `${count} tasks` });
  }
  return { ...graph, nodes: [...graph.nodes, ...nodes], edges: [...graph.edges, ...edges] };
}
