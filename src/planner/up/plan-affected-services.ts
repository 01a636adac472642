import type { ObservedContainer } from '../../model/observed.ts';
import type { Cause } from '../../model/plan.ts';
import type { ServiceSpec } from '../../model/service-spec.ts';
import { byKey } from '../../util/by-key.ts';
import { requestedEndpoint } from '../diff/unmanaged-endpoints.ts';
import { dependencyOrder } from '../graph/graph.ts';
import { anyOf } from '../graph/guards.ts';
import { declaredServices, serviceGraph } from '../graph/service-graph.ts';
import type { PlannedImage } from '../images/planned-image.ts';
import { ingressOptions } from '../ingress/wants-ingress.ts';
import { imageReference } from '../request/image-references.ts';
import { peerReferences } from '../request/peer-references.ts';
import { numberOf } from '../snapshot/own-containers.ts';
import { type PlannedContainer, type PlannedServices, peer } from '../work/planned-services.ts';
import type { Renewal } from '../work/stops.ts';
import { reconnect, start } from './plan-kept.ts';
import { planReplacement } from './plan-replacement.ts';
import { ServiceIngress } from './service-ingress.ts';
import { beginUpdating } from './service-updating.ts';
import type { ServiceWork } from './service-work.ts';

/**
 * Containers of services that this run is not about, but that it cannot leave alone: those that share the namespace of
 * one that is replaced are replaced with it, as theirs is gone; those behind an ingress that ask to be restarted with one are replaced
 * after it; those that it had to stop or to take off a network go back to where they were.
 *
 * @returns the services planned so far, and those that are replaced here
 */
export function planAffectedServices(before: ServiceWork): PlannedServices['planned'] {
  const { context, stops, disconnected, removals } = before;
  const planned = planFollowers(before);
  const work: ServiceWork = { ...before, planned };
  const touched = new Set([...stops.stopped(), ...disconnected.keys()]);
  if (touched.size === 0) return planned;
  const unmanaged = new Map<string, ObservedContainer>(
    context.observed.containers.map((container) => [container.id, container]),
  );
  for (const [name, service] of byKey(declaredServices(context.project))) {
    for (const container of context.containersOf(service).current) {
      unmanaged.delete(container.id);
      if (planned.has(name) || !touched.has(container.id)) continue;
      const desired = context.desired(service, numberOf(container));
      const connected = reconnect(work, container, desired);
      if (stops.when(container.id) !== 'never') start(work, container, desired, { before: connected });
    }
    for (const { id } of context.containersOf(service).leftovers) unmanaged.delete(id);
  }
  for (const container of unmanaged.values())
    if (removals.of(container.id) === undefined) reconnectUnmanaged(work, container);
  return planned;
}

/** A one-off or an orphan goes back on with what it was found to have asked for. */
function reconnectUnmanaged(
  { plan, inspections, disconnected, networkSteps }: ServiceWork,
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

function planFollowers(before: ServiceWork): PlannedServices['planned'] {
  const { context } = before;
  const planned = new Map<string, readonly PlannedContainer[]>(before.planned);
  const work: ServiceWork = { ...before, planned };
  const services = declaredServices(context.project);
  for (const name of dependencyOrder(serviceGraph(services))) {
    const service = services.get(name);
    if (!service || planned.has(name) || context.intent.noRecreate) continue;
    const renewal = before.stops.renewalOf(name);
    if (renewal) {
      planned.set(name, renew(work, service, renewal));
      continue;
    }
    const leaders = peerReferences(service).flatMap((reference) => peer(work, reference.service) ?? []);
    const when = anyOf(leaders.map(({ replaced }) => replaced));
    const leader = leaders.find(({ replaced }) => replaced !== 'never');
    const { current } = context.containersOf(service);
    if (!leader || when === 'never' || current.length === 0) continue;
    const cause: Cause = { kind: 'follows', resource: { kind: 'container', name: leader.name } };
    const replaced = current.map((container) =>
      planReplacement(
        withImageOf(work, service, container),
        container,
        context.desired(service, numberOf(container)),
        // All of them go, the later ones too, whose stops are not planned yet.
        { decision: { when, cause }, cleared: [], keepsRunning: false, updating: undefined },
      ),
    );
    planned.set(name, replaced);
  }
  return planned;
}

/** Behind its ingress, of which nothing was planned either: one that is made anew keeps its image. */
function renew(before: ServiceWork, service: ServiceSpec, decision: Renewal): readonly PlannedContainer[] {
  const { context } = before;
  const { current, ingress: have } = context.containersOf(service);
  const { image } = ingressOptions(context.project, service);
  const work = have ? withImage(before, image, have) : before;
  const ingress = new ServiceIngress(work, service);
  const updating = beginUpdating(work, service, { replaced: current, unready: 0 }, ingress, undefined);
  const replaced = current.map((container) =>
    planReplacement(
      withImageOf(work, service, container),
      container,
      context.desired(service, numberOf(container)),
      { decision, cleared: [], keepsRunning: false, updating, ingress },
    ),
  );
  return ingress.finish(replaced, updating?.end() ?? []);
}

/** Nothing was planned for its image: it keeps the one it has. */
const withImageOf = (work: ServiceWork, service: ServiceSpec, container: ObservedContainer): ServiceWork =>
  withImage(work, imageReference(work.context.project, service), container);

function withImage(work: ServiceWork, reference: string, { imageId }: ObservedContainer): ServiceWork {
  const kept: PlannedImage = { ref: { id: imageId }, current: imageId };
  return { ...work, images: new Map([...work.images, [reference, kept]]) };
}
