import type { Engine } from '../../engine/port/engine.ts';
import type { BuiltImage, InstanceIdentity } from '../../model/instance.ts';

/** What an instance has built, as the engine has it now (two list calls). */
export async function findInstanceImages(
  engine: Engine,
  project: string,
  instance: InstanceIdentity,
): Promise<readonly BuiltImage[]> {
  const { imagesOfInstance } = await import('../../instance/built-images.ts');
  const [images, containers] = await Promise.all([engine.listImageSummaries(), engine.listContainers([])]);
  return imagesOfInstance(project, instance, images, containers);
}
