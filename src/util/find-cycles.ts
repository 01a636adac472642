interface Cycle<Edge> {
  /** In the order of their edges, each once. */
  readonly nodes: readonly string[];
  /** From the last of them back to the first. */
  readonly edge: Edge;
}

/**
 * Walks a graph in depth, and finds each edge that leads back to where the walk came from. No recursion: a chain may be longer
 * than the stack is deep.
 *
 * @param roots where to begin, in this order
 * @param edgesOf in which order they are followed; undefined: that is no node of the graph
 */
export function* findCycles<Edge>(
  roots: Iterable<string>,
  edgesOf: (node: string) => Iterable<Edge> | undefined,
  targetOf: (edge: Edge) => string,
): Generator<Cycle<Edge>, void> {
  const done = new Set<string>();
  const trail: { readonly node: string; readonly edges: Iterator<Edge> }[] = [];
  const depths = new Map<string, number>();
  const enter = (node: string): void => {
    const edges = done.has(node) ? undefined : edgesOf(node);
    if (!edges) return;
    depths.set(node, trail.length);
    trail.push({ node, edges: edges[Symbol.iterator]() });
  };
  for (const root of roots) {
    enter(root);
    for (let step = trail.at(-1); step; step = trail.at(-1)) {
      const { done: isLast, value: edge } = step.edges.next();
      if (isLast) {
        trail.pop();
        depths.delete(step.node);
        done.add(step.node);
        continue;
      }
      const start = depths.get(targetOf(edge));
      if (start === undefined) enter(targetOf(edge));
      else yield { nodes: trail.slice(start).map(({ node }) => node), edge };
    }
  }
}
