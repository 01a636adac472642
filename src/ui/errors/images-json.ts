import type { ImageReport, LayerReport, UnseenImage } from '../../model/image-report.ts';
import type { JsonMap } from '../../model/json.ts';
import { placeToJson } from './problems-json.ts';

/** What `check --images` has looked at, beside the problems. */
export const imagesJson = (images: readonly ImageReport[], unseen: readonly UnseenImage[]): JsonMap => ({
  images: images.map(({ image, id, services, bytes, isCurrent, layers }) => ({
    image,
    id,
    services,
    ...(bytes !== undefined && { bytes }),
    ...(isCurrent !== undefined && { isCurrent }),
    layers: layers.map(layerJson),
  })),
  notLookedAt: unseen.map(({ image, services, isBuilt }) => ({
    image,
    services,
    why: 'the engine does not have it',
    command: isBuilt ? 'build' : 'pull',
  })),
});

const layerJson = ({ id, bytes, totalBytes, instruction, isOfBase, at }: LayerReport): JsonMap => ({
  id,
  ...(bytes !== undefined && { bytes }),
  totalBytes,
  instruction,
  ...(isOfBase !== undefined && { isOfBase }),
  ...placeToJson(at),
});
