import type { ObservedContainer } from '../../model/observed.ts';
import type { Cause } from '../../model/plan.ts';
import type { ServiceSpec } from '../../model/service-spec.ts';
import { byKey } from '../../util/by-key.ts';
import { requestedEndpoint } from '../diff/unmanaged-endpoints.ts';
import { dependencyOrder } from '../graph/graph.ts';
import { anyOf } from '../graph/guards.ts';
import { declaredServices, serviceGraph } from '../graph/service-graph.ts';
import type { PlannedImage } from '../images/planned-image.ts';
import { imageReference } from '../request/image-references.ts';
import { peerReferences } from '../request/peer-references.ts';
import { numberOf } from '../snapshot/own-containers.ts';
import { peer } from '../work/plan-create.ts';
import type { UpWork } from '../work/up-work.ts';
import { reconnect, start } from './plan-kept.ts';
import { planReplacement } from './plan-replacement.ts';

/**
 * Containers of services that this run is not about, but that it cannot leave alone: those that share the namespace of
 * one that is replaced are replaced with it, as theirs is gone; those that it had to stop or to take off a network go
 * back to where they were.
 */
export function planAffectedServices(work: UpWork): void {
  planDependentNamespaces(work);
  const { context, stops, disconnected, removals } = work;
  const touched = new Set([...stops.stopped(), ...disconnected.keys()]);
  if (touched.size === 0) return;
  const unmanaged = new Map<string, ObservedContainer>(
    context.observed.containers.map((container) => [container.id, container]),
  );
  for (const [name, service] of byKey(declaredServices(context.project))) {
    for (const container of context.containersOf(service).current) {
      unmanaged.delete(container.id);
      if (work.planned.has(name) || !touched.has(container.id)) continue;
      const want = context.desired(service, numberOf(container));
      const connected = reconnect(work, container, want);
      if (stops.when(container.id) !== 'never') start(work, container, want, connected);
    }
    for (const { id } of context.containersOf(service).leftovers) unmanaged.delete(id);
  }
  for (const stranger of unmanaged.values())
    if (!removals.has(stranger.id)) reconnectUnmanaged(work, stranger);
}

/** A one-off or an orphan goes back on with what it was found to have asked for. */
function reconnectUnmanaged(
  { plan, inspections, disconnected, networkSteps }: UpWork,
  container: ObservedContainer,
): void {
  const { id, name } = container;
  const inspection = inspections.get(id);
  for (const network of disconnected.get(id)?.keys() ?? []) {
    const endpoint = inspection && requestedEndpoint(inspection, network);
    const create = networkSteps.get(network);
    if (endpoint)
      plan.add({
        operation: { kind: 'connect-network', container: { id }, name, network, endpoint },
        cause: { kind: 'follows', resource: { kind: 'network', name: network } },
        after: create === undefined ? [] : [create],
      });
    else
      plan.warn(
        `container "${name}" is taken off network "${network}", and how it was connected is not known`,
      );
  }
}

function planDependentNamespaces(work: UpWork): void {
  const { context } = work;
  const services = declaredServices(context.project);
  for (const name of dependencyOrder(serviceGraph(services))) {
    const service = services.get(name);
    if (!service || work.planned.has(name) || context.intent.noRecreate) continue;
    const leaders = peerReferences(service).flatMap((reference) => peer(work, reference.service) ?? []);
    const when = anyOf(leaders.map(({ replaced }) => replaced));
    const leader = leaders.find(({ replaced }) => replaced !== 'never');
    const { current } = context.containersOf(service);
    if (!leader || current.length === 0) continue;
    const cause: Cause = { kind: 'follows', resource: { kind: 'container', name: leader.name } };
    const replaced = current.map((container) =>
      planReplacement(
        withImageOf(work, service, container),
        container,
        context.desired(service, numberOf(container)),
        { when, cause },
        [],
      ),
    );
    work.planned.set(name, replaced);
  }
}

/** Nothing was planned for its image: it keeps the one it has. */
function withImageOf(work: UpWork, service: ServiceSpec, { imageId }: ObservedContainer): UpWork {
  const kept: PlannedImage = { ref: { id: imageId }, current: imageId };
  return {
    ...work,
    images: new Map([...work.images, [imageReference(work.context.project, service), kept]]),
  };
}
