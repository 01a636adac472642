import { InternalError } from '../../diagnostics/internal-error.ts';
import type { ContainerReference } from '../../model/container-ref.ts';
import type { ContainerId, StepId } from '../../model/ids.ts';
import type { ImageRef } from '../../model/image-ref.ts';
import type { ObservedContainer } from '../../model/observed.ts';
import type { Cause, Guard } from '../../model/plan.ts';
import type { PlanBuilder } from '../graph/plan-builder.ts';
import { declaredServices } from '../graph/service-graph.ts';
import { mountedImages } from '../images/image-mounts.ts';
import type { PlannedImage } from '../images/planned-image.ts';
import { platformOf } from '../images/platforms.ts';
import type { DesiredContainer, RequestedContainer } from '../request/create-request.ts';
import { imageReference } from '../request/image-references.ts';
import { volumeName } from '../request/mounts.ts';
import { anonymousVolumes } from '../snapshot/own-containers.ts';
import type { StartContext, UpContext } from '../snapshot/up-context.ts';
import { volumeKeys } from '../snapshot/used-resources.ts';
import type { NetworkChanges, VolumeChanges } from './contributions.ts';
import { type PlannedServices, peer } from './planned-services.ts';
import { variableSources } from './providers.ts';
import { anonymousToRestore, restoredMounts, takeBack } from './trash.ts';

export interface CreateRequest {
  /** Under which it is created: its own, or a temporary one. */
  readonly name: string;
  readonly cause: Cause;
  readonly after?: readonly StepId[];
  readonly guard?: Guard | undefined;
  /** The container whose anonymous volumes it takes over. Absent: those of the trash that are to be restored and had a container of its name. */
  readonly inheritsFrom?: ObservedContainer | undefined;
}

/** What a container is made of. */
interface Parts
  extends Pick<NetworkChanges, 'networkSteps'>,
    Pick<VolumeChanges, 'volumeSteps'>,
    Pick<PlannedServices, 'planned'> {
  readonly context: UpContext;
}

interface CreateWork extends Parts, PlannedServices {
  readonly plan: PlanBuilder;
  readonly images: ReadonlyMap<string, PlannedImage>;
  readonly models: ReadonlyMap<string, StepId>;
}

/** Creates a container once everything that it is made of is there. */
export function addCreate(work: CreateWork, desired: RequestedContainer, request: CreateRequest): StepId {
  const { name, cause, after = [], guard, inheritsFrom } = request;
  const { service, replica, references } = desired;
  const variables = variableSources(work, service);
  const mounted = mountedImages(service, work.images);
  const platform = platformOf(work.context.project, service);
  const inherits = inheritsFrom ? anonymousVolumes(inheritsFrom) : restoredMounts(work.context, name);
  const created = work.plan.add({
    operation: {
      kind: 'create-container',
      service: service.name,
      replica,
      name,
      request: desired.request,
      ...(platform === undefined ? {} : { platform }),
      image: imageOf(work, desired),
      ...(mounted.length > 0 ? { mountedImages: mounted } : {}),
      references: resolveReferences(work, desired),
      ...(references.length > 0 ? { hashed: work.context.hashes.hashedOf(service) } : {}),
      ...(variables.length > 0 ? { variables } : {}),
      ...(inheritsFrom || Object.keys(inherits).length > 0 ? { inherits } : {}),
    },
    cause,
    after: [
      ...after,
      ...variables.map(({ step }) => step),
      ...madeOf(work, desired),
      ...references.flatMap((reference) => peer(work, reference.service)?.exists ?? []),
    ],
    guard,
  });
  // As long as nobody has them, the trash is the only place that knows them.
  const names = new Set(Object.values(inherits));
  for (const back of anonymousToRestore(work.context))
    if (names.has(back.name)) takeBack(work.plan, work.context.observed.volumes, back, { after: [created] });
  return created;
}

/** The networks, the volumes and the containers it is linked to. */
function madeOf(work: Parts, { service, request }: RequestedContainer): readonly StepId[] {
  const networks = Object.keys(request.NetworkingConfig.EndpointsConfig);
  const volumes = volumeKeys(service).map((key) => volumeName(work.context.project, key) ?? key);
  return [
    ...networks.flatMap((name) => work.networkSteps.get(name) ?? []),
    ...volumes.flatMap((name) => work.volumeSteps.get(name) ?? []),
    ...service.links.flatMap(
      (link) => work.planned.get(link.split(':')[0] ?? '')?.flatMap(({ exists }) => exists) ?? [],
    ),
  ];
}

/** An image that nothing says anything about has been refused before. */
function imageOf({ context, images }: CreateWork, { service, request }: RequestedContainer): ImageRef {
  const image = images.get(imageReference(context.project, service));
  if (!image) throw new InternalError(`nothing was planned for the image ${request.Image}`);
  return image.ref;
}

interface Referring extends Pick<PlannedServices, 'planned'> {
  readonly context: StartContext;
}

/** Whose ids go where in the request of a container. */
export function resolveReferences(
  work: Referring,
  { references }: DesiredContainer,
): readonly ContainerReference[] {
  return references.flatMap(({ service, ...reference }) => {
    const to = peer(work, service)?.ref ?? existing(work, service);
    return to ? [{ ...reference, to }] : [];
  });
}

/** A service that this run leaves alone (`--no-deps`). */
function existing(
  { context }: Pick<Referring, 'context'>,
  name: string,
): { readonly id: ContainerId } | undefined {
  const service = declaredServices(context.project).get(name);
  const container = service && context.containersOf(service).current[0];
  return container && { id: container.id };
}
