import type { ContainerId, ImageId } from '../model/ids.ts';
import { LABEL } from '../model/labels.ts';
import type { ContainerDetails, ImageDetails, Inspection, Observed } from '../model/observed.ts';
import type { Engine } from './engine.ts';
import { EngineError } from './engine-error.ts';

/** One snapshot for one project: four list calls at once, however many services there are. */
export async function observe(
  engine: Engine,
  project: string,
  imageReferences: readonly string[],
): Promise<Observed> {
  const [containers, networks, volumes, images] = await Promise.all([
    engine.listContainers([`${LABEL.project}=${project}`]),
    engine.listNetworks(),
    engine.listVolumes(),
    engine.listImages(imageReferences),
  ]);
  return { containers, networks, volumes, images };
}

/**
 * What lists do not tell of these containers and of the images they were made from: all at once, each image once.
 * A container that is gone meanwhile is left out.
 */
export async function inspectAll(
  engine: Engine,
  ids: readonly ContainerId[],
): Promise<ReadonlyMap<ContainerId, Inspection>> {
  const images = new Map<ImageId, Promise<ImageDetails | undefined>>();
  const imageOf = ({ imageId }: ContainerDetails) => {
    if (imageId === undefined) return undefined;
    const asked = images.get(imageId) ?? engine.inspectImage(imageId);
    images.set(imageId, asked);
    return asked;
  };
  const inspections = await Promise.all(
    ids.map(async (id): Promise<readonly (readonly [ContainerId, Inspection])[]> => {
      const container = await inspectUnlessGone(engine, id);
      if (!container) return [];
      const image = await imageOf(container);
      return [[id, { container, ...(image ? { image } : {}) }]];
    }),
  );
  return new Map(inspections.flat());
}

async function inspectUnlessGone(engine: Engine, id: ContainerId): Promise<ContainerDetails | undefined> {
  try {
    return await engine.inspectContainer(id);
  } catch (error) {
    if (error instanceof EngineError && error.code === 'no-container') return undefined;
    throw error;
  }
}
