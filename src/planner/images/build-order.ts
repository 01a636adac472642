import type { Problem } from '../../diagnostics/problem.ts';
import { SpecError } from '../../diagnostics/spec-error.ts';
import type { Project } from '../../model/project.ts';
import type { ServiceSpec } from '../../model/service-spec.ts';
import type { TakenImage } from '../../model/taken-image.ts';
import { findCycles } from '../../util/find-cycles.ts';
import { dependencyOrder } from '../graph/graph.ts';
import { imageReference } from '../request/image-references.ts';

const SERVICE_CONTEXT = 'service:';

/** The service that an entry of `additional_contexts` names, switched on or not; undefined: it names none. */
export function contextService(project: Project, text: string): ServiceSpec | undefined {
  return text.startsWith(SERVICE_CONTEXT)
    ? declaredService(project, text.slice(SERVICE_CONTEXT.length))
    : undefined;
}

const declaredService = (project: Project, name: string): ServiceSpec | undefined =>
  project.services.get(name) ?? project.disabledServices.get(name);

/** What a build takes of another one, by its context or by its Dockerfile. */
interface Need {
  readonly service: ServiceSpec;
  /** The image as the Dockerfile names it, and where. Absent: `additional_contexts` names the service. */
  readonly taken?: TakenImage;
}

function needsOf(project: Project, service: ServiceSpec): readonly Need[] {
  const contexts = [...(service.build?.additionalContexts.values() ?? [])];
  const taken = service.build ? (project.takenImages?.get(service.name) ?? []) : [];
  return [
    ...contexts.flatMap((text) => {
      const needed = contextService(project, text);
      return needed ? [{ service: needed }] : [];
    }),
    ...taken.flatMap((image) => {
      const needed = declaredService(project, image.service);
      return needed ? [{ service: needed, taken: image }] : [];
    }),
  ];
}

/** The services whose images the build of a service is made from: where they are built too, that comes first. */
export function servicesBefore(project: Project, service: ServiceSpec): readonly ServiceSpec[] {
  return [...new Set(needsOf(project, service).map((need) => need.service))];
}

/** Their images. */
export function imagesBefore(project: Project, service: ServiceSpec): readonly string[] {
  return servicesBefore(project, service).map((needed) => imageReference(project, needed));
}

/**
 * The services that are built whenever this one is. A context says so. A Dockerfile only names an image, which may be there, or in a
 * registry; that of an instance is nowhere else.
 */
function servicesWith(project: Project, service: ServiceSpec): readonly ServiceSpec[] {
  return needsOf(project, service).flatMap(({ service: needed, taken }) =>
    taken && !project.instance ? [] : [needed],
  );
}

/** Their images. */
export function imagesWith(project: Project, service: ServiceSpec): readonly string[] {
  return servicesWith(project, service).map((needed) => imageReference(project, needed));
}

/**
 * These services and all that have to be built with them.
 *
 * @param withBases also what a Dockerfile only names: nobody else has built it
 */
export function withNeeded(
  project: Project,
  services: Iterable<ServiceSpec>,
  withBases = false,
): readonly ServiceSpec[] {
  const neededBy = withBases ? servicesBefore : servicesWith;
  const found = new Map<string, ServiceSpec>();
  const add = (service: ServiceSpec): void => {
    if (found.has(service.name)) return;
    found.set(service.name, service);
    for (const needed of neededBy(project, service)) add(needed);
  };
  for (const service of services) add(service);
  return [...found.values()];
}

/** Images of an instance that stand in for those that a Dockerfile names, as `additional_contexts` has them. */
export function standIns(project: Project, service: ServiceSpec): ReadonlyMap<string, string> {
  if (!project.instance) return new Map();
  return new Map(
    needsOf(project, service).flatMap(({ service: needed, taken }) =>
      taken && taken.image !== imageReference(project, needed)
        ? [[taken.image, `${SERVICE_CONTEXT}${needed.name}`] as const]
        : [],
    ),
  );
}

/**
 * Image references, what a build is made from before that build. `builders`: who builds it, by reference.
 *
 * Error: SpecError `dependency-cycle`.
 */
export function buildOrder(
  project: Project,
  builders: ReadonlyMap<string, ServiceSpec | undefined>,
): readonly string[] {
  refuseCycles(
    project,
    [...builders.values()].flatMap((builder) => builder ?? []),
  );
  return dependencyOrder(
    new Map(
      [...builders].map(([reference, builder]) => {
        const before = builder ? imagesBefore(project, builder) : [];
        // One image that two services build in their own ways is one here.
        return [reference, new Set(before.filter((needed) => needed !== reference))];
      }),
    ),
  );
}

/** The services, what a build is made from before that build; otherwise by name. Error: SpecError `dependency-cycle`. */
export function servicesInOrder(project: Project, services: readonly ServiceSpec[]): readonly ServiceSpec[] {
  refuseCycles(project, services);
  const all = new Map(services.map((service) => [service.name, service]));
  const graph = new Map(
    services.map((service) => [
      service.name,
      new Set(servicesBefore(project, service).map(({ name }) => name)),
    ]),
  );
  return dependencyOrder(graph).flatMap((name) => all.get(name) ?? []);
}

/** Each image of a cycle is told, with its place. */
function refuseCycles(project: Project, services: readonly ServiceSpec[]): void {
  const all = new Map(services.map((service) => [service.name, service]));
  const needs = (name: string): readonly Need[] | undefined => {
    const service = all.get(name);
    return service && needsOf(project, service);
  };
  const cycles = findCycles([...all.keys()].sort(), needs, ({ service }) => service.name);
  const problems = [...cycles].flatMap(({ nodes }) => {
    const round = [...nodes, nodes[0] ?? ''];
    return nodes.flatMap((name, index): readonly Problem[] => {
      const next = round[index + 1];
      const need = needs(name)?.find(({ service }) => service.name === next);
      return need ? [cycleProblem(name, need, round)] : [];
    });
  });
  if (problems.length > 0) throw new SpecError(problems);
}

function cycleProblem(name: string, { service, taken }: Need, round: readonly string[]): Problem {
  const what = taken ? `the image ${taken.image} of` : 'files from';
  return {
    code: 'dependency-cycle',
    severity: 'error',
    message: `the build of service "${name}" takes ${what} "${service.name}", and none can be the first: ${round.join(' → ')}`,
    hint: 'let one of them take another image',
    ...(taken?.at && { at: taken.at }),
  };
}
