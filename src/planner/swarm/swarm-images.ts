import type { StepId } from '../../model/ids.ts';
import type { ObservedSwarmService } from '../../model/observed-swarm.ts';
import type { Operation, OperationOf } from '../../model/operation.ts';
import type { ServiceSpec } from '../../model/service-spec.ts';
import type { PinnedImage } from '../../model/swarm-image.ts';
import type { PlanBuilder } from '../graph/plan-builder.ts';
import { allPlatforms, buildOperation, onePlatform } from '../images/build-operation.ts';
import { buildOrder, imagesBefore, withNeeded } from '../images/build-order.ts';
import { imageReference } from '../request/image-references.ts';
import {
  asks,
  type BuiltImage,
  contentText,
  decideImage,
  type ImageContext,
  serviceOnSwarm,
} from './decide-image.ts';
import { isSameTag } from './image-text.ts';
import { mayTake } from './image-way.ts';
import { imageOf, pinImage, toldUnresolved } from './pin-image.ts';

/** The image of a service: known, or told by a step of the plan. */
export type ServiceImage =
  | { readonly kind: 'known'; readonly pinned: PinnedImage }
  | {
      readonly kind: 'told';
      readonly by: StepId;
      /** As far as it is known. Absent: it may be the one that runs. */
      readonly text?: string;
      /** In the files. */
      readonly reference: string;
    };

/**
 * Brings the images that are built here to the nodes, before anything else: what cannot be built or pushed leaves the swarm as it is.
 */
export class SwarmImages {
  readonly #plan: PlanBuilder;
  readonly #context: ImageContext;
  readonly #built = new Map<string, BuiltImage>();
  /** By reference. */
  readonly #told = new Map<string, ServiceImage>();

  /** Error: UserError `image-without-registry`, `image-not-found`; SpecError `dependency-cycle`. */
  constructor(plan: PlanBuilder, context: ImageContext, services: Iterable<ServiceSpec>) {
    this.#plan = plan;
    this.#context = context;
    for (const [reference, users] of this.#byReference(services)) {
      const built = decideImage(context, reference, users);
      if (built) this.#built.set(reference, built);
    }
    const builds = this.#addBuilds();
    for (const image of this.#built.values()) this.#addWay(image, builds.get(image.reference));
    plan.endPreparation();
  }

  /** @param have as the swarm has it */
  of(service: ServiceSpec, have: ObservedSwarmService | undefined): ServiceImage {
    const { project, facts, observed } = this.#context;
    const reference = imageReference(project, service);
    const built = this.#built.get(reference);
    const live = have && imageOf(have);
    const text = built?.id && contentText(built.way, built.id);
    if (
      built?.from === 'engine' &&
      live !== undefined &&
      (isSameTag(live, reference) || (text && isSameTag(live, text)))
    )
      return known(live);
    const told = this.#told.get(reference);
    if (told) return told;
    if (built?.from === 'engine' && text !== undefined) return known(text);
    if (built?.from === 'kept' && built.way.kind !== 'named' && live !== undefined) return known(live);
    const { unresolved, ...pinned } = pinImage(
      reference,
      have,
      asks(this.#context, service) ? facts.answers?.get(reference) : undefined,
    );
    if (unresolved !== undefined) this.#plan.warn(toldUnresolved(reference, unresolved, observed));
    return { kind: 'known', pinned };
  }

  #byReference(
    services: Iterable<ServiceSpec>,
  ): ReadonlyMap<string, readonly [ServiceSpec, ...ServiceSpec[]]> {
    const users = new Map<string, [ServiceSpec, ...ServiceSpec[]]>();
    for (const service of services) {
      if (service.provider !== undefined) continue;
      const reference = imageReference(this.#context.project, service);
      const known = users.get(reference);
      if (known) known.push(service);
      else users.set(reference, [service]);
    }
    return users;
  }

  /** @returns by reference: the step that builds it */
  #addBuilds(): ReadonlyMap<string, StepId> {
    const { project } = this.#context;
    const wanted = [...this.#built.values()].filter(({ from }) => from === 'build');
    const needed = withNeeded(
      project,
      wanted.map(({ builder }) => builder),
    );
    const builders = new Map(needed.map((service) => [imageReference(project, service), service]));
    const builds = new Map<string, StepId>();
    for (const reference of buildOrder(project, builders)) {
      const service = builders.get(reference);
      if (!service) continue;
      const image = this.#built.get(reference);
      const operation = buildOperation(project, service, this.#platformsOf(service, image));
      // An engine holds an image of one platform: the builder pushes those of several itself.
      const pushes = operation.build.platforms.length > 1 && image?.way.kind === 'named';
      const step = this.#plan.add({
        operation: pushes ? { ...operation, pushes } : operation,
        cause:
          image?.from === 'build' ? image.cause : { kind: 'needed-by', service: userOf(wanted, service) },
        after: imagesBefore(project, service).flatMap((before) => builds.get(before) ?? []),
      });
      builds.set(reference, step);
    }
    return builds;
  }

  #platformsOf(service: ServiceSpec, image: BuiltImage | undefined): readonly string[] {
    const { project } = this.#context;
    return image?.way.kind === 'named' ? allPlatforms(project, service) : onePlatform(project, service);
  }

  #addWay(image: BuiltImage, built: StepId | undefined): void {
    const { reference, users: services, way, cause, id, builder } = image;
    if (image.from === 'kept') return;
    const after = built === undefined ? [] : [built];
    const tell = (by: StepId, text?: string): void => {
      this.#told.set(reference, { kind: 'told', by, reference, ...(text === undefined ? {} : { text }) });
    };
    if (way.kind === 'local') {
      if (built !== undefined) tell(built);
      return;
    }
    if (way.kind !== 'named') {
      const of = built === undefined ? id && { id } : { madeBy: built };
      const text = built === undefined ? id && contentText(way, id) : undefined;
      if (!of || (text !== undefined && this.#allRun(image, text))) return;
      const operation: Operation =
        way.kind === 'shared'
          ? { kind: 'share-image', image: reference, of, repository: way.repository, services }
          : { kind: 'load-image', image: reference, of, nodes: this.#nodesFor(image), services };
      tell(this.#plan.add({ operation, cause, after }), text);
      return;
    }
    const isPushed = built !== undefined && this.#platformsOf(builder, image).length > 1;
    const pushed = isPushed
      ? after
      : [this.#plan.add({ operation: { kind: 'push-image', image: reference, services }, cause, after })];
    const operation = { kind: 'resolve-image', image: reference, services } as const;
    tell(this.#plan.add({ operation, cause, after: pushed }), built === undefined ? reference : undefined);
  }

  /** Those that are away cannot be given anything. */
  #nodesFor({ reference, users }: BuiltImage): OperationOf<'load-image'>['nodes'] {
    const { project, observed } = this.#context;
    const services = users.flatMap((name) => project.services.get(name) ?? []);
    const takers = observed.nodes.filter((node) => services.some((service) => mayTake(node, service)));
    const away = takers.filter(({ state }) => state !== 'ready').map(({ hostname }) => hostname);
    if (away.length > 0)
      this.#plan.warn(
        `image ${reference} is not loaded on ${away.join(', ')}, which cannot be reached: tasks there fail until \`up --build\` has loaded it`,
      );
    return takers
      .filter(({ state }) => state === 'ready')
      .toSorted((a, b) => (a.hostname < b.hostname ? -1 : 1))
      .map(({ id, hostname, address, state }) => ({ id, hostname, address, state }));
  }

  #allRun({ users, reference }: BuiltImage, text: string): boolean {
    return users.every((name) => {
      const service = this.#context.project.services.get(name);
      const have = service && serviceOnSwarm(this.#context, service);
      return have !== undefined && [text, reference].some((one) => isSameTag(imageOf(have), one));
    });
  }
}

const known = (text: string): ServiceImage => ({ kind: 'known', pinned: { text } });

const userOf = (images: readonly BuiltImage[], service: ServiceSpec): string =>
  images[0]?.builder.name ?? service.name;
