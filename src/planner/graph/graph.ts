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
  const needsOf = (node: string) => {
    const needs = graph.get(node);
    return needs && [...needs].sort();
  };
  const { value: cycle } = findCycles(nodes, needsOf, (needed) => needed).next();
  if (cycle)
    throw new SpecError([
      {
        code: 'dependency-cycle',
        severity: 'error',
        message: `services depend on each other: ${[...cycle.nodes, cycle.edge].join(' -> ')}`,
      },
    ]);
  return neededFirst(nodes, new Map(sorted));
}

/**
 * The nodes of a graph without cycles: what is needed stands before what needs it, and what follows from neither keeps the order of
 * `nodes`. No recursion: a chain may be longer than the stack is deep.
 */
function neededFirst(nodes: readonly string[], graph: Graph): readonly string[] {
  const needing = reversed(graph);
  const seen = new Set<string>();
  const fromLast: string[] = [];
  const trail: { readonly node: string; readonly open: string[] }[] = [];
  const enter = (node: string): void => {
    if (seen.has(node)) return;
    seen.add(node);
    trail.push({ node, open: [...(needing.get(node) ?? [])] });
  };
  for (const root of nodes.toReversed()) {
    enter(root);
    for (let step = trail.at(-1); step; step = trail.at(-1)) {
      const next = step.open.pop();
      if (next !== undefined) enter(next);
      else {
        fromLast.push(step.node);
        trail.pop();
      }
    }
  }
  return fromLast.toReversed();
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
