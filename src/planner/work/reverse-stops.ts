import type { StepId } from '../../model/ids.ts';
import type { ObservedContainer } from '../../model/observed.ts';
import type { Cause } from '../../model/plan.ts';
import { dependencyOrder, type Graph, reversed } from '../graph/graph.ts';
import type { Stops } from './stops.ts';

/**
 * Stops containers by service, what depends on something before that. A service in between that has nothing to stop
 * does not break the order of those around it. Nobody waits for a container that does not hear its signal: a chain of them
 * takes one grace period.
 *
 * @param stopOther stops what a service has besides containers
 */
export function stopInReverse(
  stops: Stops,
  graph: Graph,
  containers: ReadonlyMap<string, readonly ObservedContainer[]>,
  cause: Cause,
  stopOther: (service: string, after: readonly StepId[]) => StepId | undefined = () => undefined,
): void {
  const dependents = reversed(graph);
  const stopped = new Map<string, readonly StepId[]>();
  for (const service of dependencyOrder(dependents)) {
    const after = [
      ...new Set([...(dependents.get(service) ?? [])].flatMap((name) => stopped.get(name) ?? [])),
    ];
    const steps = [
      ...(containers.get(service) ?? []).flatMap(
        (container) => stops.stop(container, { cause, after, unlessDeaf: true }) ?? [],
      ),
      ...[stopOther(service, after)].filter((step) => step !== undefined),
    ];
    stopped.set(service, steps.length > 0 ? steps : after);
  }
}
