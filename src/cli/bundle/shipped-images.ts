import { gantry } from '../../diagnostics/hint.ts';
import { UserError } from '../../diagnostics/user-error.ts';
import type { Engine } from '../../engine/port/engine.ts';
import type { ImageId } from '../../model/ids.ts';
import type { AskedImage } from '../../planner/images/pin-images.ts';
import { type BundledImage, bundleTag } from './bundle-format.ts';
import { sumOfLayer } from './omission.ts';

type Asked = Pick<Engine, 'inspectImage' | 'listImageSummaries'>;

export interface ShippedImage extends BundledImage {
  readonly id: ImageId;
  /** In hexadecimal digits, the lowest first. Absent: the engine does not tell. */
  readonly layers?: readonly string[];
}

/** The images as the engine has them now. Error: UserError `image-not-found` with all that it does not have. */
export async function shippedImages(
  engine: Asked,
  asked: readonly AskedImage[],
): Promise<readonly ShippedImage[]> {
  const [summaries, found] = await Promise.all([
    engine.listImageSummaries(),
    Promise.all(asked.map(async ({ reference }) => engine.inspectImage(reference))),
  ]);
  const sizes = new Map(summaries.map(({ id, sizeBytes }) => [id, sizeBytes]));
  const missing = asked.filter((_, index) => !found[index]);
  if (missing.length > 0) throw notThere(missing);
  return asked.flatMap(({ reference, services }, index) => {
    const image = found[index];
    if (!image) return [];
    return {
      name: bundleName(reference, image.id),
      reference,
      id: image.id,
      services,
      sizeBytes: sizes.get(image.id) ?? 0,
      ...(image.platform !== undefined && { platform: image.platform }),
      ...(image.layers && { layers: image.layers.map(sumOfLayer) }),
    };
  });
}

/** The repository and tag stay readable; the end is of the content, so loading it takes no name away from another image. */
function bundleName(reference: string, id: string): string {
  const [named = ''] = reference.split('@');
  if (/^sha256:|^[0-9a-f]{64}$/.test(named)) return `image:${bundleTag(id)}`;
  const [, repository = named, tag] = /^(.*?)(?::([^:/]*))?$/.exec(named) ?? [];
  const end = bundleTag(id);
  return `${repository}:${tag === undefined ? end : `${tag.slice(0, 100)}-${end}`}`;
}

function notThere(missing: readonly AskedImage[]): UserError {
  const names = missing.map(({ reference }) => reference).join(', ');
  const isBuilt = missing.every(({ builtBy }) => builtBy.length > 0);
  return new UserError('image-not-found', `the engine does not have what is to be bundled: ${names}`, {
    hint: ['get it first: ', gantry(isBuilt ? 'build' : 'pull')],
  });
}
