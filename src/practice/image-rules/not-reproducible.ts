import { nameOfLayer, ownLayers, serviceOf, spotOfLayer } from '../subject/examined-image.ts';
import type { Rule } from '../subject/rule.ts';
import { fileList } from './file-list.ts';

/** `SOURCE_DATE_EPOCH` alone sets the time of the image, and not those of its files: each build makes another image. */
export const notReproducible: Rule = {
  levels: { dev: 'off', prod: 'info' },
  *look({ examined }) {
    for (const image of examined) {
      const epoch = epochOf(image.built?.build.args.get('SOURCE_DATE_EPOCH'));
      if (epoch === undefined) continue;
      for (const layer of ownLayers(image)) {
        const later = [...layer.files].find(([, { modifiedAt }]) => modifiedAt > epoch);
        if (!later) continue;
        const at = spotOfLayer(image, layer);
        yield {
          at,
          ...serviceOf(at, image),
          message: `the image is to be the same with each build, and ${nameOfLayer(layer)} writes files with the time of the build: ${fileList([later[0]])}`,
          hint: 'only "rewrite-timestamp=true" in the --output of docker buildx build sets these too',
        };
        break;
      }
    }
  },
};

const epochOf = (text: string | null | undefined): number | undefined =>
  text !== null && text !== undefined && /^\d+$/.test(text) ? Number(text) : undefined;
