import type { ImageId } from '../model/ids.ts';
import { type BuiltImage, type InstanceIdentity, isOfInstance } from '../model/instance.ts';
import { LABEL } from '../model/labels.ts';
import type { ObservedContainer } from '../model/observed.ts';

/** An image of the engine, whoever made it. */
interface NamedImage {
  readonly id: ImageId;
  /** `shop/web:1-review` */
  readonly tags: readonly string[];
  readonly labels?: Readonly<Record<string, string>>;
}

/**
 * The images that an instance has built, by the names that it gave them: a name of another kind is somebody's who wants to keep the image.
 * What a container of somebody else is made of stays.
 *
 * @param project of the instance
 * @param containers every one of the engine
 */
export function imagesOfInstance(
  project: string,
  instance: InstanceIdentity,
  images: readonly NamedImage[],
  containers: readonly ObservedContainer[],
): readonly BuiltImage[] {
  const others = new Set(
    containers.flatMap(({ labels, imageId }) =>
      labels[LABEL.project] === project && isOfInstance(labels, instance) ? [] : [imageId],
    ),
  );
  return images.flatMap(({ id, tags, labels = {} }) => {
    // `commit` made it of a container, whose labels it has: somebody wanted it.
    const isBuilt = labels[LABEL.containerNumber] === undefined;
    if (!isBuilt || labels[LABEL.project] !== project || !isOfInstance(labels, instance)) return [];
    if (others.has(id)) return [];
    const service = labels[LABEL.service] ?? '';
    const names = tags.length === 0 ? [id] : tags.filter((tag) => isOwnName(tag, project, service, instance));
    return names.map((image) => ({ image, id, service }));
  });
}

/** As `own-images.ts` and docker compose name it. */
function isOwnName(reference: string, project: string, service: string, { name }: InstanceIdentity): boolean {
  const [, repository = '', tag = ''] = /^(.*?)(?::([^:/]*))?$/.exec(reference) ?? [];
  return tag.endsWith(`-${name}`) || ['-', '_'].some((mark) => repository === `${project}${mark}${service}`);
}
