import { UserError } from '../../diagnostics/user-error.ts';
import type { ContainerId } from '../../model/ids.ts';
import type { Inspection, Observed, ObservedContainer } from '../../model/observed.ts';
import type { Project } from '../../model/project.ts';
import { type Hide, secretHider } from '../../model/secret-hider.ts';
import type { ServiceSpec } from '../../model/service-spec.ts';
import { closure, dependencyOrder } from '../graph/graph.ts';
import { declaredServices, requireServices, serviceGraph } from '../graph/service-graph.ts';
import { behindIngress, INGRESS_NUMBER } from '../ingress/ingress-request.ts';
import { wantsIngress } from '../ingress/wants-ingress.ts';
import { hashIn } from '../request/config-hash.ts';
import {
  type DesiredContainer,
  desiredContainer,
  type HashContext,
  matchesHash,
  type RequestContext,
  type RequestedContainer,
  requestContainer,
} from '../request/create-request.ts';
import { containerName } from '../request/names.ts';
import type { ServiceHashes } from '../request/service-hashes.ts';
import type { UpIntent } from './intent.ts';
import { containersByService, numberOf } from './own-containers.ts';
import { partitionContainers, type ServiceContainers } from './service-containers.ts';

/**
 * What a command is about that may start services, before anything is decided. Whoever plans reads it once and passes it on:
 * what it was asked for it keeps.
 */
export interface StartContext extends RequestContext {
  readonly observed: Observed;
  readonly intent: UpIntent;
  /** The services concerned, what is needed before what needs it. */
  readonly services: readonly ServiceSpec[];
  /** Those that the user named, or all. */
  readonly targeted: ReadonlySet<string>;
  readonly containersOf: (service: ServiceSpec) => ServiceContainers;
  readonly scaleOf: (service: ServiceSpec) => number;
  readonly desired: (service: ServiceSpec, number: number) => DesiredContainer;
  /** Whether a container was made for the service as the files have it now. A command that makes none cannot tell: it says no. */
  readonly isMadeFor: (service: ServiceSpec, container: ObservedContainer) => boolean;
  /** By service: those that wait for it to end well, whether this run is about them or not. */
  readonly completionWaiters: ReadonlyMap<string, readonly ServiceSpec[]>;
}

/** The same for a command that also creates and replaces containers: it knows hashes and makes requests. */
export interface UpContext extends StartContext, HashContext {
  readonly requested: (desired: DesiredContainer) => RequestedContainer;
  /** Takes the secrets of the project out of a text. */
  readonly hide: Hide;
}

/** What is desired, and what the engine showed of the containers that were inspected. */
export interface Inspected {
  readonly context: UpContext;
  readonly inspections: ReadonlyMap<ContainerId, Inspection>;
}

/** Error: as `readStartContext`. @param hashes of the same project */
export function readUpContext(
  project: Project,
  observed: Observed,
  intent: UpIntent,
  hashes: ServiceHashes,
): UpContext {
  const start = readStartContext(project, observed, intent);
  const idOf = (name: string): ContainerId | undefined => {
    const service = declaredServices(project).get(name);
    return service && start.containersOf(service).current[0]?.id;
  };
  const made = new Map<DesiredContainer, RequestedContainer>();
  const request = (desired: DesiredContainer): RequestedContainer => {
    const container = requestContainer({ ...start, hashes, idOf }, desired);
    return wantsIngress(project, desired.service)
      ? { ...container, request: behindIngress(project, desired.service, container.request) }
      : container;
  };
  const requested = (desired: DesiredContainer): RequestedContainer => {
    const container = made.get(desired) ?? request(desired);
    made.set(desired, container);
    return container;
  };
  // Most projects have no change at all, and need none.
  let hider: Hide | undefined;
  const hide: Hide = (text) => {
    hider ??= secretHider(project);
    return hider(text);
  };
  const isMadeFor = (service: ServiceSpec, container: ObservedContainer): boolean =>
    matchesHash(
      { project, hashes, idOf },
      start.desired(service, numberOf(container)),
      hashIn(container.labels),
    );
  return { ...start, hashes, idOf, isMadeFor, requested, hide };
}

/** Error: UserError for a service that does not exist, or more than one container where the name is fixed. */
export function readStartContext(project: Project, observed: Observed, intent: UpIntent): StartContext {
  const graph = serviceGraph(project.services);
  const named = intent.services ?? [];
  const scale = intent.scale ?? new Map<string, number>();
  requireServices(
    [...named, ...scale.keys(), ...(intent.startFirst ?? [])],
    new Set(project.services.keys()),
  );
  const targeted = new Set(named.length > 0 ? named : project.services.keys());
  const concerned = intent.noDeps ? targeted : closure(graph, targeted);
  const services = dependencyOrder(graph).flatMap((name) => {
    const service = concerned.has(name) ? project.services.get(name) : undefined;
    return service ? [service] : [];
  });

  const containers = containersByService(observed);
  const sorted = new Map<string, ServiceContainers>();
  const containersOf = (service: ServiceSpec): ServiceContainers => {
    const before = sorted.get(service.name);
    if (before) return before;
    const nameOf = (number: number): string => containerName(project, service, number);
    const found = partitionContainers(containers.get(service.name) ?? [], nameOf);
    sorted.set(service.name, found);
    return found;
  };
  const scaleOf = (service: ServiceSpec): number => {
    const count = scale.get(service.name) ?? service.scale ?? service.deploy?.replicas ?? 1;
    if (count > 1 && service.containerName !== undefined)
      throw new UserError(
        'bad-usage',
        `service "${service.name}" cannot have ${count} containers with one name`,
        {
          hint: `remove container_name: ${service.containerName}`,
        },
      );
    return count;
  };
  // New containers take the numbers after the highest one there is: gaps stay.
  const numbersOf = (name: string): readonly number[] => {
    const service = project.services.get(name);
    // Of one that this run leaves alone there is what there is.
    const other = project.disabledServices.get(name);
    if (!service) return other ? containersOf(other).current.map(numberOf) : [];
    const numbers = containersOf(service).current.map(numberOf).slice(0, scaleOf(service));
    return [...numbers, ...freshNumbers(containersOf(service), scaleOf(service) - numbers.length)];
  };
  const known = new Map<string, Map<number, DesiredContainer>>();
  const desired = (service: ServiceSpec, number: number): DesiredContainer => {
    const replicas = known.get(service.name) ?? new Map<number, DesiredContainer>();
    known.set(service.name, replicas);
    const container = replicas.get(number) ?? desiredContainer(project, service, number);
    replicas.set(number, container);
    return container;
  };
  return {
    project,
    observed,
    intent,
    services,
    targeted,
    isMadeFor: () => false,
    containersOf,
    scaleOf,
    numbersOf,
    desired,
    completionWaiters: completionWaiters(project),
  };
}

function completionWaiters(project: Project): ReadonlyMap<string, readonly ServiceSpec[]> {
  const byName = new Map<string, ServiceSpec[]>();
  for (const service of declaredServices(project).values())
    for (const [name, { condition }] of service.dependsOn) {
      if (condition !== 'service_completed_successfully') continue;
      const waiters = byName.get(name);
      if (waiters) waiters.push(service);
      else byName.set(name, [service]);
    }
  return byName;
}

/** The numbers for `count` more containers. */
export function freshNumbers({ current }: ServiceContainers, count: number): readonly number[] {
  // One that docker compose has made beside an ingress has the number after it: that of the ingress.
  const highest = Math.max(0, ...current.map(numberOf).filter((number) => number < INGRESS_NUMBER));
  return Array.from({ length: Math.max(0, count) }, (_, index) => highest + 1 + index);
}
