import toposort from 'toposort';
import { SpecError } from '../../diagnostics/spec-error.ts';

/** By node: the nodes it needs. Names that are no node of the graph are ignored. */
export type Graph = ReadonlyMap<string, ReadonlySet<string>>;

/**
 * The nodes, what is needed before what needs it; otherwise in key order.
 *
 * Error: SpecError `dependency-cycle`, which names the whole circle.
 */
export function dependencyOrder(graph: Graph): readonly string[] {
  const nodes = [...graph.keys()].sort();
  const edges = nodes.flatMap((node) =>
    [...(graph.get(node) ?? [])]
      .filter((needed) => graph.has(needed))
      .sort()
      .map((needed): [string, string] => [needed, node]),
  );
  const cycle = findCycle(graph, nodes);
  // toposort also refuses circles, but names one node of them only.
  if (cycle)
    throw new SpecError([
      {
        code: 'dependency-cycle',
        severity: 'error',
        message: `services depend on each other: ${cycle.join(' -> ')}`,
      },
    ]);
  return toposort.array(nodes, edges);
}

/** All that `roots` need, themselves included. */
export function closure(graph: Graph, roots: Iterable<string>): ReadonlySet<string> {
  const found = new Set<string>();
  const queue = [...roots];
  for (let node = queue.pop(); node !== undefined; node = queue.pop()) {
    if (found.has(node) || !graph.has(node)) continue;
    found.add(node);
    queue.push(...(graph.get(node) ?? []));
  }
  return found;
}

/** The same nodes, every edge turned round. */
export function reversed(graph: Graph): Graph {
  const result = new Map<string, Set<string>>([...graph.keys()].map((node) => [node, new Set<string>()]));
  for (const [node, needs] of graph) for (const needed of needs) result.get(needed)?.add(node);
  return result;
}

function findCycle(graph: Graph, nodes: readonly string[]): readonly string[] | undefined {
  const done = new Set<string>();
  const needsOf = (node: string): string[] =>
    [...(graph.get(node) ?? [])].filter((needed) => graph.has(needed)).sort();
  for (const root of nodes) {
    // The way from the root to where we are, each with what is left to look at. No recursion: it may be long.
    const path = new Map<string, string[]>(done.has(root) ? [] : [[root, needsOf(root)]]);
    const trail = [...path.keys()];
    for (let node = trail.at(-1); node !== undefined; node = trail.at(-1)) {
      const next = path.get(node)?.shift();
      if (next === undefined) {
        path.delete(node);
        trail.pop();
        done.add(node);
      } else if (path.has(next)) return [...trail.slice(trail.indexOf(next)), next];
      else if (!done.has(next)) {
        path.set(next, needsOf(next));
        trail.push(next);
      }
    }
  }
  return undefined;
}
