import type { HiddenFile } from '../../layers/image-tree.ts';
import { humanSize } from '../../util/human-size.ts';
import { nameOfLayer, serviceOf, spotOfLayer } from '../subject/examined-image.ts';
import type { Rule } from '../subject/rule.ts';
import { bytesOf, fileList, largestFirst } from './file-list.ts';

/** A layer that changes no more of a file than its owner or mode has the whole file once more. */
export const chownDuplicates: Rule = {
  levels: { dev: 'off', prod: 'warning' },
  *look({ examined }) {
    for (const image of examined) {
      const own = image.baseLayers;
      if (own === undefined) continue;
      const copied = (image.tree?.hidden ?? []).filter((hidden) => hidden.by >= own && isOtherOwner(hidden));
      for (const by of new Set(copied.map((hidden) => hidden.by))) {
        const files = copied.filter((hidden) => hidden.by === by);
        const bytes = bytesOf(files);
        if (bytes < FLOOR) continue;
        const made = image.layers[by];
        const at = spotOfLayer(image, made);
        yield {
          at,
          ...serviceOf(at, image),
          message: `${made ? nameOfLayer(made) : 'this'} has ${humanSize(bytes)} of files once more, to give them another owner or mode: ${fileList(largestFirst(files).map(({ path }) => path))}`,
          hint: 'write "COPY --chown" or "COPY --chmod", or change them in the RUN that makes them',
        };
      }
    }
  },
};

const FLOOR = 1_000_000;

/** `chown` and `chmod` leave the time of the last change of a file, and whatever writes it does not. */
export function isOtherOwner({ file, instead }: HiddenFile): boolean {
  if (instead?.kind !== 'file' || file.bytes === 0) return false;
  const isSame = instead.bytes === file.bytes && instead.modifiedAt === file.modifiedAt;
  return isSame && (instead.uid !== file.uid || instead.gid !== file.gid || instead.mode !== file.mode);
}
