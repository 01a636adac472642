import { UserError } from '../../diagnostics/user-error.ts';
import type { ContainerId } from '../../model/ids.ts';
import type { Inspection, Observed } from '../../model/observed.ts';
import type { Project } from '../../model/project.ts';
import type { ServiceSpec } from '../../model/service-spec.ts';
import { closure, dependencyOrder } from '../graph/graph.ts';
import { requireServices, serviceGraph } from '../graph/service-graph.ts';
import { createRequest, type DesiredContainer } from '../request/create-request.ts';
import { containerName } from '../request/names.ts';
import type { UpIntent } from './intent.ts';
import { containersByService, numberOf } from './own-containers.ts';
import { partitionContainers, type ServiceContainers } from './service-containers.ts';

/** What `up` is about, before anything is decided. */
export interface UpContext {
  readonly project: Project;
  readonly observed: Observed;
  readonly intent: UpIntent;
  /** The services concerned, what is needed before what needs it. */
  readonly services: readonly ServiceSpec[];
  /** Those that the user named, or all. */
  readonly targeted: ReadonlySet<string>;
  readonly containersOf: (service: ServiceSpec) => ServiceContainers;
  readonly scaleOf: (service: ServiceSpec) => number;
  /** New containers take the numbers after the highest one there is: gaps stay. */
  readonly numbersOf: (service: string) => readonly number[];
  readonly desired: (service: ServiceSpec, number: number) => DesiredContainer;
}

/** What is wanted, and what the engine showed of the containers that were looked at closely. */
export interface Inspected {
  readonly context: UpContext;
  readonly inspections: ReadonlyMap<ContainerId, Inspection>;
}

interface Known {
  readonly project: Project;
  readonly intent: UpIntent;
  readonly context: UpContext;
}

/** Asking for inspections and planning look at the same context, and its requests and hashes are most of the work. */
const known = new WeakMap<Observed, Known>();

/** Error: UserError for a service that does not exist, or more than one container where the name is fixed. */
export function readUpContext(project: Project, observed: Observed, intent: UpIntent): UpContext {
  const last = known.get(observed);
  if (last?.project === project && last.intent === intent) return last.context;
  const context = makeUpContext(project, observed, intent);
  known.set(observed, { project, intent, context });
  return context;
}

function makeUpContext(project: Project, observed: Observed, intent: UpIntent): UpContext {
  const graph = serviceGraph(project.services);
  const named = intent.services ?? [];
  const scale = intent.scale ?? new Map<string, number>();
  requireServices([...named, ...scale.keys()], new Set(project.services.keys()));
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
  const numbersOf = (name: string): readonly number[] => {
    const service = project.services.get(name);
    if (!service) return [];
    const numbers = containersOf(service).current.map(numberOf).slice(0, scaleOf(service));
    return [...numbers, ...freshNumbers(containersOf(service), scaleOf(service) - numbers.length)];
  };
  const idOf = (name: string): string | undefined => {
    const service = project.services.get(name);
    return service && containersOf(service).current[0]?.id;
  };
  const wanted = new Map<string, DesiredContainer>();
  const desired = (service: ServiceSpec, number: number): DesiredContainer => {
    const key = `${service.name} ${number}`;
    const container = wanted.get(key) ?? createRequest(project, service, number, numbersOf, idOf);
    wanted.set(key, container);
    return container;
  };
  return {
    project,
    observed,
    intent,
    services,
    targeted,
    containersOf,
    scaleOf,
    numbersOf,
    desired,
  };
}

/** The numbers for `count` more containers. */
export function freshNumbers({ current }: ServiceContainers, count: number): readonly number[] {
  const highest = Math.max(0, ...current.map(numberOf));
  return Array.from({ length: Math.max(0, count) }, (_, index) => highest + 1 + index);
}
