import { type NetworkId, networkId, type StepId } from '../../model/ids.ts';
import type { ObservedContainer } from '../../model/observed.ts';
import type { Cause, Guard, Step } from '../../model/plan.ts';
import type { Project } from '../../model/project.ts';
import { dependencyOrder } from '../graph/graph.ts';
import type { PlanBuilder } from '../graph/plan-builder.ts';
import { declaredServices, serviceGraph } from '../graph/service-graph.ts';
import { serviceOf } from '../snapshot/own-containers.ts';
import { BY_MOVE, type Left } from './leave-engine.ts';

/** A container that is late to be healthy is no reason to leave the others stopped. */
const PATIENCE_MS = 60_000;

/** How a failed move ends: as it began. */
interface WayBack {
  readonly project: Project;
  readonly left: Left;
  /** All steps of the move since it began to touch something, until the project runs on the swarm. */
  readonly steps: readonly Step[];
}

/** Undoes the move when one of its steps fails, or is interrupted: the swarm loses what it got, and the containers run again. */
export function addWayBack(plan: PlanBuilder, { project, left, steps }: WayBack): void {
  const ids = steps.map(({ id }) => id);
  const guardFor = (did: StepId): Guard => ({ failed: ids, orCancelled: true, did });
  const cause = BY_MOVE;
  const gone: StepId[] = [];
  for (const { id, operation } of steps) {
    if (operation.kind !== 'create-swarm-service') continue;
    const { service, request } = operation;
    // A swarm takes the name for the id, which nobody knows yet.
    const remove = plan.add({
      operation: { kind: 'remove-swarm-service', service, id: request.Name, name: request.Name },
      cause,
      guard: guardFor(id),
    });
    gone.push(
      plan.add({
        operation: {
          kind: 'await-tasks',
          service,
          name: request.Name,
          until: 'gone',
          despiteInterrupt: true,
        },
        cause,
        after: [remove],
        guard: guardFor(id),
      }),
    );
  }
  const cleared = [...gone];
  for (const { id, operation } of steps) {
    if (operation.kind === 'create-network')
      cleared.push(
        plan.add({
          operation: {
            kind: 'remove-swarm-network',
            id: asNetworkId(operation.request.Name),
            name: operation.request.Name,
          },
          cause,
          after: gone,
          guard: guardFor(id),
        }),
      );
    if (operation.kind === 'create-swarm-file')
      plan.add({
        operation: {
          kind: 'remove-swarm-file',
          what: operation.file.kind,
          id: operation.file.name,
          name: operation.file.name,
        },
        cause,
        after: gone,
        guard: guardFor(id),
      });
  }
  const connected = connectAgain(plan, left, { cause, after: cleared, guardFor });
  startAgain(plan, project, left, { cause, after: [...cleared, ...connected], guardFor });
}

/** A swarm takes the name for the id. */
const asNetworkId = (name: string): NetworkId => networkId(name);

interface Undo {
  readonly cause: Cause;
  readonly after: readonly StepId[];
  readonly guardFor: (did: StepId) => Guard;
}

/** @returns the steps after which each container is on its networks again */
function connectAgain(plan: PlanBuilder, left: Left, { cause, after, guardFor }: Undo): readonly StepId[] {
  return left.networks.flatMap(({ request, removed, members }) => {
    const network = plan.add({
      operation: { kind: 'create-network', key: request.Name, request },
      cause,
      after,
      guard: guardFor(removed),
    });
    return members.map(({ container: { id, name }, endpoint, left: step }) =>
      plan.add({
        operation: { kind: 'connect-network', container: { id }, name, network: request.Name, endpoint },
        cause,
        after: [...after, network],
        guard: guardFor(step),
      }),
    );
  });
}

/** In the order of `depends_on`; who was healthy is waited for, where somebody asks for that. */
function startAgain(plan: PlanBuilder, project: Project, left: Left, { cause, after, guardFor }: Undo): void {
  const services = declaredServices(project);
  const byService = new Map<string, { readonly container: ObservedContainer; readonly step: StepId }[]>();
  for (const stopped of left.stopped) {
    const name = serviceOf(stopped.container) ?? '';
    byService.set(name, [...(byService.get(name) ?? []), stopped]);
  }
  const ready = new Map<string, readonly StepId[]>();
  const graph = new Map([
    ...[...byService.keys()].map((name) => [name, new Set<string>()] as const),
    ...serviceGraph(services),
  ]);
  for (const name of dependencyOrder(graph)) {
    const needed = [...(graph.get(name) ?? [])].flatMap((other) => ready.get(other) ?? []);
    const starts = (byService.get(name) ?? []).map(({ container, step }) =>
      plan.add({
        operation: {
          kind: 'start-container',
          container: { id: container.id },
          name: container.name,
          service: name,
        },
        cause,
        after: [...after, ...needed],
        guard: guardFor(step),
      }),
    );
    const [first] = byService.get(name) ?? [];
    const waiter = [...services.values()].find(
      ({ dependsOn }) => dependsOn.get(name)?.condition === 'service_healthy',
    );
    if (first && waiter && first.container.health === 'healthy')
      ready.set(name, [
        plan.add({
          operation: {
            kind: 'wait-for',
            service: name,
            condition: 'service_healthy',
            containers: (byService.get(name) ?? []).map(({ container }) => ({
              ref: { id: container.id },
              name: container.name,
            })),
            waiter: waiter.name,
            timeoutMs: PATIENCE_MS,
          },
          cause,
          after: starts,
          guard: guardFor(first.step),
          optional: true,
        }),
      ]);
    else ready.set(name, starts.length > 0 ? starts : needed);
  }
}
