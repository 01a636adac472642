import { parseReference } from '../dockerfile/image-reference.ts';
import { inDockerfile, type Rule } from '../subject/rule.ts';
import type { BuiltImage } from '../subject/subject.ts';

/** Services upon different tags of one image share none of its layers. */
export const basesDiffer: Rule = {
  levels: { dev: 'off', prod: 'info' },
  *look({ images }) {
    const first = new Map<string, { readonly base: string; readonly image: BuiltImage }>();
    for (const image of images) {
      const { base } = image;
      const from = image.stages.chain[0]?.from;
      if (base === undefined || base === 'scratch' || !from) continue;
      const { repository } = parseReference(base);
      const before = first.get(repository);
      if (!before) first.set(repository, { base, image });
      else if (before.base !== base)
        yield {
          at: inDockerfile(image, from),
          message: `${before.image.file.source.name} is built upon ${before.base} and this upon ${base}: they share no layers`,
          hint: 'build both upon the same tag',
        };
    }
  },
};
