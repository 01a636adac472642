import type { ImageDetails } from '../../model/observed.ts';
import { humanSize } from '../../util/human-size.ts';
import { parseReference } from '../dockerfile/image-reference.ts';
import { inDockerfile, type Rule } from '../subject/rule.ts';
import type { BuiltImage } from '../subject/subject.ts';

/** Services upon different tags of one image share none of its layers. */
export const basesDiffer: Rule = {
  levels: { dev: 'off', prod: 'info' },
  *look({ images, imageOnEngine }) {
    const first = new Map<string, { readonly base: string; readonly image: BuiltImage }>();
    for (const image of images) {
      const { base } = image;
      const from = image.stages.chain[0]?.from;
      if (base === undefined || base === 'scratch' || !from) continue;
      const { repository } = parseReference(base);
      const before = first.get(repository);
      if (!before) first.set(repository, { base, image });
      else if (before.base !== base) {
        const shared = whatIsShared(imageOnEngine(before.base), imageOnEngine(base));
        if (shared === undefined) continue;
        yield {
          at: inDockerfile(image, from),
          message: `${before.image.file.source.name} is built upon ${before.base} and this upon ${base}: ${shared}`,
          hint: 'build both upon the same tag',
        };
      }
    }
  },
};

/** undefined: one of them has all layers of the other one, so nothing is there twice. */
function whatIsShared(one: ImageDetails | undefined, other: ImageDetails | undefined): string | undefined {
  if (!one?.layers || !other?.layers) return 'they share no layers';
  const [a, b] = [one.layers, other.layers];
  const differing = a.findIndex((layer, index) => layer !== b[index]);
  const shared = differing < 0 ? a.length : differing;
  if (shared === Math.min(a.length, b.length)) return undefined;
  const sizes = [one, other].map(({ sizeBytes }) => humanSize(sizeBytes ?? 0)).join(' and ');
  return `of ${sizes} they share ${shared === 0 ? 'no layers' : `${shared} of ${a.length} layers`}`;
}
