import type { HiddenFile } from '../../layers/image-tree.ts';
import { humanSize } from '../../util/human-size.ts';
import { hiddenFiles, nameOfLayer, serviceOf, spotOfLayer } from '../subject/examined-image.ts';
import type { Rule } from '../subject/rule.ts';
import type { ExaminedImage } from '../subject/subject.ts';
import { isOtherOwner } from './chown-duplicates.ts';
import { bytesOf, fileList, largestFirst } from './file-list.ts';

/** What a later instruction removes or writes again is in the image all the same: everybody who pulls it pays. */
export const layerWaste: Rule = {
  levels: { dev: 'off', prod: 'info' },
  *look({ examined }) {
    for (const image of examined)
      for (const [layer, files] of wastedByLayer(image)) {
        const bytes = bytesOf(files);
        if (bytes < FLOOR) continue;
        const made = image.layers[layer];
        const later = image.layers[files[0]?.by ?? -1];
        const at = spotOfLayer(image, made);
        const paths = largestFirst(files).map(({ path }) => path);
        yield {
          at,
          ...serviceOf(at, image),
          message: `${humanSize(bytes)} of what ${made ? nameOfLayer(made) : 'this'} writes are ${files[0]?.instead ? 'written again' : 'removed'} by ${later ? nameOfLayer(later) : 'a later layer'}, and in the image all the same: ${fileList(paths)}`,
          hint: 'remove files in the RUN that makes them, or build in a stage of its own and copy only the result',
        };
      }
  },
};

/** Less is not worth a second look. */
const FLOOR = 5_000_000;

/** By the layer that has the bytes and the one that makes them useless. */
function wastedByLayer(
  image: ExaminedImage,
): Iterable<readonly [layer: number, files: readonly HiddenFile[]]> {
  const groups = new Map<string, HiddenFile[]>();
  for (const hidden of hiddenFiles(image)) {
    if (isOtherOwner(hidden)) continue; // chown-duplicates says it
    const key = `${hidden.layer} ${hidden.by}`;
    const group = groups.get(key) ?? [];
    group.push(hidden);
    groups.set(key, group);
  }
  return [...groups.values()].map((files) => [files[0]?.layer ?? 0, files] as const);
}
