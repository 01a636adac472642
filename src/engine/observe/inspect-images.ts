import type { ObservedImage } from '../../model/observed.ts';
import { defined } from '../../util/defined.ts';
import type { Engine } from '../port/engine.ts';

/** Adds the details of the named images that lists lack: one inspection for each image that the engine has, all at once. */
export async function inspectImages(
  engine: Engine,
  images: ReadonlyMap<string, ObservedImage>,
  references: readonly string[],
): Promise<ReadonlyMap<string, ObservedImage>> {
  const nowMs = Date.now();
  const looked = await Promise.all(
    references
      .filter((reference) => images.has(reference))
      .map(async (reference): Promise<readonly (readonly [string, ObservedImage])[]> => {
        const details = await engine.inspectImage(reference);
        if (!details) return [];
        const { id, platform, namedAtMs } = details;
        const namedAgoMs = namedAtMs === undefined ? undefined : nowMs - namedAtMs;
        return [[reference, defined<ObservedImage>({ id, platform, namedAgoMs })]];
      }),
  );
  return new Map([...images, ...looked.flat()]);
}
