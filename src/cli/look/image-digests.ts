import { familiarName } from '../../engine/answers/read-image.ts';
import type { Engine } from '../../engine/port/engine.ts';
import type { ImageSummary } from '../../engine/port/engine-answers.ts';
import type { ContainerId } from '../../model/ids.ts';
import type { ObservedContainer } from '../../model/observed.ts';

/** What a registry calls the image of each container: `sha256:…`; none for an image that no registry has. One list call. */
export async function imageDigests(
  engine: Engine,
  containers: readonly ObservedContainer[],
): Promise<ReadonlyMap<ContainerId, string>> {
  return digestsIn(await engine.listImageSummaries(), containers);
}

/** An image has a digest in each repository that it was pulled from or pushed to: the container's own counts first. */
export function digestsIn(
  images: readonly ImageSummary[],
  containers: readonly ObservedContainer[],
): ReadonlyMap<ContainerId, string> {
  const namesOf = new Map(images.map(({ id, digests }) => [id, digests]));
  const found = new Map<ContainerId, string>();
  for (const { id, image, imageId } of containers) {
    const names = namesOf.get(imageId) ?? [];
    const own = names.find((name) => familiarName(name) === familiarName(image));
    const digest = (own ?? names[0])?.split('@')[1];
    if (digest !== undefined) found.set(id, digest);
  }
  return found;
}

/** Whether a format shows digests: only then is it worth a call. JSON has the members that docker compose gives it. */
export const showsDigests = (format: string): boolean => /\.Digest\b/.test(format);
