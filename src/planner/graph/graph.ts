import toposort from 'toposort';
import { SpecError } from '../../diagnostics/spec-error.ts';
import { byKey } from '../../util/by-key.ts';
import { findCycles } from '../../util/find-cycles.ts';

/** By node: the nodes it needs. Names that are no node of the graph are ignored. */
export type Graph = ReadonlyMap<string, ReadonlySet<string>>;

/**
 * The nodes, what is needed before what needs it; otherwise in key order.
 *
 * Error: SpecError `dependency-cycle`, which names the whole cycle.
 */
export function dependencyOrder(graph: Graph): readonly string[] {
  const sorted = byKey(graph);
  const nodes = sorted.map(([node]) => node);
  const edges = sorted.flatMap(([node, needs]) =>
    [...needs].filter((needed) => graph.has(needed)).map((needed): [string, string] => [needed, node]),
  );
  const needsOf = (node: string) => {
    const needs = graph.get(node);
    return needs && [...needs].sort();
  };
  const { value: cycle } = findCycles(nodes, needsOf, (needed) => needed).next();
  // toposort also refuses cycles, but names one node of them only.
  if (cycle)
    throw new SpecError([
      {
        code: 'dependency-cycle',
        severity: 'error',
        message: `services depend on each other: ${[...cycle.nodes, cycle.edge].join(' -> ')}`,
      },
    ]);
  return toposort.array(nodes, edges);
}

/** All that `roots` need, themselves included. */
export function closure(graph: Graph, roots: Iterable<string>): ReadonlySet<string> {
  const found = new Set<string>();
  const queue = [...roots];
  for (let node = queue.pop(); node !== undefined; node = queue.pop()) {
    const needs = graph.get(node);
    if (!needs || found.has(node)) continue;
    found.add(node);
    queue.push(...needs);
  }
  return found;
}

/** The same nodes, every edge turned round. */
export function reversed(graph: Graph): Graph {
  const result = new Map<string, Set<string>>([...graph.keys()].map((node) => [node, new Set<string>()]));
  for (const [node, needs] of graph) for (const needed of needs) result.get(needed)?.add(node);
  return result;
}
