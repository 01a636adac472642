import { type ImageId, imageId } from '../../model/ids.ts';
import type { MountedImage } from '../../model/image-ref.ts';
import { LABEL } from '../../model/labels.ts';
import type { ObservedContainer } from '../../model/observed.ts';
import type { FieldChange } from '../../model/plan.ts';
import type { ServiceSpec } from '../../model/service-spec.ts';
import { change } from '../diff/change.ts';
import { shortId } from '../diff/show-value.ts';
import type { When } from '../graph/guards.ts';
import type { DesiredContainer } from '../request/create-request.ts';
import type { PlannedImage } from './planned-image.ts';

interface ImageMount {
  readonly target: string;
  /** As the file names the image. */
  readonly reference: string;
}

type Images = ReadonlyMap<string, PlannedImage>;

/** The images that a service mounts (`type: image`), by where. */
export const imageMounts = ({ volumes }: ServiceSpec): readonly ImageMount[] =>
  volumes.flatMap(({ type, source, target }) =>
    type === 'image' && source !== undefined ? [{ target, reference: source }] : [],
  );

/** For the label of a new container: an engine does not tell which image it mounted, only by which name. */
export const mountedImages = (service: ServiceSpec, images: Images): readonly MountedImage[] =>
  imageMounts(service).flatMap(({ target, reference }) => {
    const planned = images.get(reference);
    return planned ? [{ target, reference, image: planned.ref }] : [];
  });

/** Other images under the same names. Where a container has no label, nothing tells, and it is taken for right. */
export function diffImageMounts(
  have: ObservedContainer,
  { service }: DesiredContainer,
  images: Images,
): readonly FieldChange[] {
  return imageMounts(service).flatMap(({ target, reference }) => {
    const [mounted, planned] = [mountedId(have, target), images.get(reference)];
    const image = planned?.step === undefined ? planned?.current : undefined;
    if (mounted === undefined || image === undefined || mounted === image) return [];
    const show = (id: ImageId): string => `image ${reference} (${shortId(id)})`;
    return [change(`volumes.${target}`, show(mounted), show(image))];
  });
}

/** When what a step of the plan pulls or builds is another image than the one that is mounted. */
export const whenMountedImageChanges = (
  have: ObservedContainer,
  { service }: DesiredContainer,
  images: Images,
): readonly { readonly reference: string; readonly when: When }[] =>
  imageMounts(service).flatMap(({ target, reference }) => {
    const [mounted, step] = [mountedId(have, target), images.get(reference)?.step];
    if (mounted === undefined || step === undefined) return [];
    return [{ reference, when: { image: step, differsFrom: mounted } }];
  });

/** `target=id`, joined by commas, as docker compose 5 writes it. */
function mountedId({ labels }: ObservedContainer, target: string): ImageId | undefined {
  const entries = labels[LABEL.imageVolumes]?.split(',') ?? [];
  const entry = entries.find((text) => text.slice(0, text.lastIndexOf('=')) === target);
  return entry === undefined ? undefined : imageId(entry.slice(target.length + 1));
}
