import { UserError } from '../../diagnostics/user-error.ts';
import type { ImageId } from '../../model/ids.ts';
import type { ObservedImage } from '../../model/observed.ts';
import type { ObservedSwarm, ObservedSwarmService } from '../../model/observed-swarm.ts';
import type { Cause } from '../../model/plan.ts';
import type { Project } from '../../model/project.ts';
import type { ServiceSpec } from '../../model/service-spec.ts';
import { pullPolicy } from '../images/pull-policy.ts';
import { imageReference } from '../request/image-references.ts';
import { contentTag, isSameTag, withoutTag } from './image-text.ts';
import { type ImageWay, imageWay, isInRegistry, type WayFacts } from './image-way.ts';
import { asksRegistry, type ImageAnswers, imageOf, type PullIntent } from './pin-image.ts';
import { swarmServiceName } from './swarm-names.ts';

/** What is known of images before a plan is made. */
export interface ImageFacts extends Omit<WayFacts, 'nodes'> {
  /** What the registries say that were asked (`imagesToAsk`), by the reference in the files. */
  readonly answers?: ImageAnswers | undefined;
  /** What this engine has of those that can be built, by the reference in the files. */
  readonly local?: ReadonlyMap<string, ObservedImage> | undefined;
}

export interface ImageContext {
  readonly project: Project;
  readonly observed: ObservedSwarm;
  readonly intent: PullIntent;
  readonly facts: ImageFacts;
  /** What the swarm has, by its name there. */
  readonly services: ReadonlyMap<string, ObservedSwarmService>;
  /** By image reference: the service that says how it is built. */
  readonly builders: ReadonlyMap<string, ServiceSpec>;
}

export const imageContext = (
  given: Pick<ImageContext, 'project' | 'observed' | 'intent' | 'facts'>,
): ImageContext => ({
  ...given,
  services: new Map(given.observed.services.map((service) => [service.name, service])),
  builders: buildersOf(given.project),
});

/** What becomes of an image that can be built here. */
export interface BuiltImage {
  readonly reference: string;
  readonly builder: ServiceSpec;
  /** The services that run it. */
  readonly users: readonly string[];
  readonly way: ImageWay;
  /** `kept`: what runs, or what the registry has, is good. */
  readonly from: 'build' | 'engine' | 'kept';
  /** The engine has it before anything is built. */
  readonly id?: ImageId;
  readonly cause: Cause;
}

export const serviceOnSwarm = (
  { project, services }: ImageContext,
  service: ServiceSpec,
): ObservedSwarmService | undefined => services.get(swarmServiceName(project, service));

/**
 * @param users all services of the plan that run the image
 * @returns undefined: nobody builds it, or all of them run what was deployed by its name
 * Error: UserError `image-without-registry`, `image-not-found`.
 */
export function decideImage(
  context: ImageContext,
  reference: string,
  users: readonly [ServiceSpec, ...ServiceSpec[]],
): BuiltImage | undefined {
  const builder = context.builders.get(reference);
  if (!builder) return undefined;
  const policy = pullPolicy(builder, context.intent);
  const live = users.map((service) => serviceOnSwarm(context, service)).map((have) => have && imageOf(have));
  const isAsked = policy.build === 'always';
  // Whoever deployed it brought it to the nodes as well.
  if (!isAsked && live.every((image) => image !== undefined && isSameTag(image, reference))) return undefined;
  const way = wayForAll(context, users);
  const id = context.facts.local?.get(reference)?.id;
  const isThere =
    way.kind === 'named'
      ? context.facts.answers?.get(reference)?.kind === 'resolved'
      : live.every((image) => image !== undefined && comesThisWay(image, way));
  const decided = {
    reference,
    builder,
    users: users.map(({ name }) => name),
    way,
    ...(id === undefined ? {} : { id }),
  };
  if (isAsked) {
    const by = context.intent.build === true ? '--build' : policy.written;
    return { ...decided, from: 'build', cause: { kind: 'requested', by } };
  }
  const cause: Cause = { kind: 'missing' };
  // What a registry has may be newer than what happens to be on this engine; where none is asked, this engine says what is wanted.
  if (isThere && (way.kind === 'named' || id === undefined)) return { ...decided, from: 'kept', cause };
  if (id !== undefined) return { ...decided, from: 'engine', cause };
  if (policy.build === 'missing') return { ...decided, from: 'build', cause };
  if (way.kind === 'named') return { ...decided, from: 'kept', cause };
  throw new UserError(
    'image-not-found',
    `image ${reference} (${decided.users.join(', ')}) is missing, and may not be built`,
    {
      hint: 'build it first, or leave out --no-build',
      about: { of: ['services', users[0].name], settings: ['pull_policy', 'image', 'build', ''] },
    },
  );
}

/** Another service of the file may say how an image is built than one that uses it; of several, the first. */
function buildersOf(project: Project): ReadonlyMap<string, ServiceSpec> {
  const builders = new Map<string, ServiceSpec>();
  for (const service of project.services.values()) {
    if (service.build === undefined || service.provider !== undefined) continue;
    const reference = imageReference(project, service);
    if (!builders.has(reference)) builders.set(reference, service);
  }
  return builders;
}

/** One that runs on this engine alone, and another one that does not: both take it from where the other one can. */
function wayForAll(
  { project, observed, facts }: ImageContext,
  users: readonly [ServiceSpec, ...ServiceSpec[]],
): ImageWay {
  const ways = users.map((service) => imageWay(project, service, { ...facts, nodes: observed.nodes }));
  return ways.find(({ kind }) => kind !== 'local') ?? { kind: 'local' };
}

const comesThisWay = (live: string, way: ImageWay): boolean =>
  way.kind === 'shared' ? withoutTag(live) === way.repository : live.startsWith('sha256:');

/** How the nodes are told of an image that is known by its content. @returns undefined: only its registry can tell */
export function contentText(way: ImageWay, id: ImageId): string | undefined {
  switch (way.kind) {
    case 'named':
      return undefined;
    case 'shared':
      return `${way.repository}:${contentTag(id)}`;
    case 'local':
    case 'loaded':
      return id;
  }
}

/** The images whose registries have to be asked before the plan can be made, each once. */
export function imagesToAsk(context: ImageContext, services: Iterable<ServiceSpec>): readonly string[] {
  const { project } = context;
  const asked = new Set<string>();
  for (const service of services) {
    if (service.provider !== undefined) continue;
    const reference = imageReference(project, service);
    const builder = context.builders.get(reference);
    if (builder ? asksOfBuilt(context, service, builder) : asks(context, service)) asked.add(reference);
  }
  return [...asked].sort();
}

/** On one node it is built where it runs, and names without a registry are nobody's. What is new is asked for before it is pushed over. */
function asksOfBuilt(context: ImageContext, service: ServiceSpec, builder: ServiceSpec): boolean {
  const { project, observed, intent } = context;
  const { build, pull } = pullPolicy(builder, intent);
  const reference = imageReference(project, service);
  if (observed.nodes.length <= 1 || !isInRegistry(reference) || build === 'always') return false;
  const have = serviceOnSwarm(context, service);
  return pull === 'always' || have === undefined || !isSameTag(reference, imageOf(have));
}

/** Whether what the registry says counts for this service: another one of the same image may be new. */
export const asks = (context: ImageContext, service: ServiceSpec): boolean =>
  asksRegistry(imageReference(context.project, service), service, {
    have: serviceOnSwarm(context, service),
    intent: context.intent,
    swarm: context.observed,
  });
