import { basename } from 'node:path';
import type { Mount } from '../../model/service-spec.ts';
import { visible } from '../../util/disarm.ts';
import { copiedFiles, copyOf, isWithin } from '../subject/copies.ts';
import { mountSpot } from '../subject/mount-spot.ts';
import type { Rule } from '../subject/rule.ts';
import type { BuiltImage, ExaminedImage } from '../subject/subject.ts';

/** A volume is filled from the image once. What a later build puts there is never seen. */
export const volumeHidesImage: Rule = {
  levels: { dev: 'warning', prod: 'error' },
  *look(subject) {
    for (const { spec, image, examined } of subject.services) {
      if (!image) continue;
      for (const mount of spec.volumes) {
        const hidden =
          mount.type === 'volume' ? (hiddenBy(image, mount) ?? hiddenInLayers(examined, mount)) : undefined;
        if (hidden === undefined) continue;
        yield {
          at: mountSpot(subject, spec.name, mount),
          service: spec.name,
          message: `the volume at ${mount.target} keeps its first content: service "${spec.name}" never sees a newer ${hidden} of ${image.file.source.name}`,
          hint: 'mount the volume at a folder that the Dockerfile copies nothing into',
        };
      }
    }
  },
};

/** What the Dockerfile copies to where the volume is. */
function hiddenBy(image: BuiltImage, { target }: Mount): string | undefined {
  for (const step of image.steps) {
    const copy = copyOf(step, image.dockerfile.escapeChar);
    if (copy?.target === undefined) continue;
    const files = copiedFiles(image, copy);
    if (files) {
      const found = files.find(
        (file) => file.target !== undefined && isWithin(file.target, target) && isContent(file),
      );
      if (found) return found.path;
    } else if (copy.from === 'elsewhere' && isWithin(copy.target, target)) return copy.sources[0];
  }
  return undefined;
}

/** What its own layers have there: also what no COPY has written. */
function hiddenInLayers(examined: ExaminedImage | undefined, { target }: Mount): string | undefined {
  const { tree, baseLayers } = examined ?? {};
  if (!tree || baseLayers === undefined) return undefined;
  for (const { path, file, layer } of tree.below(target))
    if (layer >= baseLayers && file.kind === 'file' && isContent({ path, bytes: () => file.bytes }))
      return visible(path);
  return undefined;
}

/** Files that only keep an empty folder are no content. */
const isContent = ({ path, bytes }: { readonly path: string; readonly bytes: () => number }): boolean =>
  !/^\.(?:git)?(?:keep|ignore)$/.test(basename(path)) && bytes() > 0;
