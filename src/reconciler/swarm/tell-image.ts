import type { Engine } from '../../engine/port/engine.ts';
import { EngineError } from '../../engine/refusals/engine-error.ts';
import { isJsonMap, type JsonMap } from '../../model/json.ts';
import type { OperationOf, ToldImage } from '../../model/operation.ts';
import type { PinnedImage } from '../../model/swarm-image.ts';
import type { SwarmServiceRequest } from '../../model/swarm-request.ts';
import { isSameImage, withDigest } from '../../planner/swarm/image-text.ts';

/** What the registry has under the name: what was pushed there just before. Error: EngineError. */
export async function resolveImage(
  { image }: OperationOf<'resolve-image'>,
  engine: Engine,
): Promise<PinnedImage> {
  const { digest, platforms } = await (await engine.swarm()).resolveImage(image);
  return { text: withDigest(image, digest), ...(platforms.length > 0 ? { platforms } : {}) };
}

/** The same, where the push has told the digest already. */
export async function resolvePushed(image: string, digest: string, engine: Engine): Promise<PinnedImage> {
  try {
    return await resolveImage({ kind: 'resolve-image', image, services: [] }, engine);
  } catch (error) {
    if (!(error instanceof EngineError)) throw error;
    return { text: withDigest(image, digest) };
  }
}

/** A service that is new, with the image that a step has told. */
export function requestWithImage(
  request: SwarmServiceRequest,
  { placesTasks }: ToldImage,
  { text, platforms }: PinnedImage,
): SwarmServiceRequest {
  const { TaskTemplate } = request;
  const Placement =
    placesTasks && platforms ? { ...TaskTemplate.Placement, Platforms: platforms } : TaskTemplate.Placement;
  return {
    ...request,
    TaskTemplate: {
      ...TaskTemplate,
      ContainerSpec: { ...TaskTemplate.ContainerSpec, Image: text },
      ...(Placement === undefined ? {} : { Placement }),
    },
  };
}

/** The same of one that is there. Its image stays as it is written when it is the same one: another spelling restarts the tasks. */
export function specWithImage(
  spec: JsonMap,
  { placesTasks }: ToldImage,
  { text, platforms }: PinnedImage,
): JsonMap {
  const template = isJsonMap(spec.TaskTemplate) ? spec.TaskTemplate : {};
  const container = isJsonMap(template.ContainerSpec) ? template.ContainerSpec : {};
  if (isSameImage(text, String(container.Image ?? ''))) return spec;
  const placement = isJsonMap(template.Placement) ? template.Placement : {};
  const { Platforms: _former, ...others } = placement;
  const placed: JsonMap = {
    ...others,
    ...(platforms ? { Platforms: platforms.map((one) => ({ ...one })) } : {}),
  };
  return {
    ...spec,
    TaskTemplate: {
      ...template,
      ContainerSpec: { ...container, Image: text },
      ...(placesTasks ? { Placement: placed } : {}),
    },
  };
}
