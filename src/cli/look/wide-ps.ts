import { inspectAll } from '../../engine/observe/observe.ts';
import type { Engine } from '../../engine/port/engine.ts';
import type { ObservedContainer } from '../../model/observed.ts';
import { psWideTable, type WideOptions } from '../../ui/tables/ps-wide.ts';
import { digestsIn } from './image-digests.ts';

/** The table of `ps --wide`: each container is inspected, and the images are listed once. */
export async function wideTable(
  engine: Engine,
  containers: readonly ObservedContainer[],
  options: WideOptions,
): Promise<string> {
  const [inspections, images] = await Promise.all([
    inspectAll(
      engine,
      containers.map(({ id }) => id),
    ),
    engine.listImageSummaries(),
  ]);
  const digests = digestsIn(images, containers);
  const createdAt = new Map(images.map((image) => [image.id, image.createdAt]));
  return psWideTable(
    containers,
    ({ id, imageId }) => {
      const container = inspections.get(id)?.container;
      const imageCreatedAt = createdAt.get(imageId);
      const digest = digests.get(id);
      return {
        ...(container && { container }),
        ...(imageCreatedAt !== undefined && { imageCreatedAt }),
        ...(digest !== undefined && { digest }),
      };
    },
    options,
  );
}
