import type { Span } from '../../diagnostics/source.ts';
import type { ImageReport, LayerReport } from '../../model/image-report.ts';
import type { ExaminedImage, ExaminedLayer } from '../../practice/subject/subject.ts';

/** @param hide takes secrets of the project out of a text */
export function reportImages(
  images: readonly ExaminedImage[],
  hide: (text: string) => string,
): readonly ImageReport[] {
  return images.map((image) => ({
    image: image.look.reference,
    id: image.look.details.id,
    services: image.users,
    bytes: image.look.details.sizeBytes,
    isCurrent: image.built && image.layers.length > 0 ? image.isCurrent : undefined,
    layers: layersOf(image, hide),
  }));
}

function layersOf(image: ExaminedImage, hide: (text: string) => string): readonly LayerReport[] {
  let totalBytes = 0;
  return image.layers.map((layer) => {
    totalBytes += layer.bytes ?? 0;
    const at = placeOf(image, layer);
    return {
      id: layer.id,
      bytes: layer.bytes,
      totalBytes,
      instruction: hide(layer.text),
      isOfBase: image.baseLayers === undefined ? undefined : layer.index < image.baseLayers,
      ...(at && { at }),
    };
  });
}

/** A Dockerfile in a Compose file has no lines that anybody could open. */
function placeOf({ built }: ExaminedImage, { instruction }: ExaminedLayer): Span | undefined {
  if (!built || !instruction || built.file.inline) return undefined;
  return { source: built.file.source, start: instruction.start, end: instruction.end };
}
