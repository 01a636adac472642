import { nameOfLayer, ownLayers, serviceOf, spotOfLayer } from '../subject/examined-image.ts';
import { SECRET } from '../subject/file-judge.ts';
import type { Rule } from '../subject/rule.ts';
import type { ExaminedImage, ExaminedLayer } from '../subject/subject.ts';
import { fileList } from './file-list.ts';

/** Everybody who can pull the image can read each of its layers, also what a later one removes. */
export const secretInLayer: Rule = {
  levels: { dev: 'warning', prod: 'error' },
  *look({ examined }) {
    for (const image of examined) {
      const told = new Set<string>();
      for (const layer of layersOf(image)) {
        // A layer that only changes the owner has the file once more.
        const paths = secretsIn(layer, image).filter((path) => !told.has(path));
        for (const path of paths) told.add(path);
        if (paths.length === 0) continue;
        const at = spotOfLayer(image, layer);
        const isGone = paths.every((path) => image.tree?.at(path) === undefined);
        yield {
          at,
          ...serviceOf(at, image),
          message: `the image has secrets in what ${nameOfLayer(layer)} writes: ${fileList(paths)}${isGone ? ', which a later layer only hides' : ''}`,
          hint: 'take them as "RUN --mount=type=secret", or as "secrets:" of the service; whoever has the image has them now, so change them',
        };
      }
    }
  },
};

/** Of an image that is pulled nobody knows what somebody else has made. */
const layersOf = (image: ExaminedImage): readonly ExaminedLayer[] =>
  image.baseLayers === undefined ? image.layers : ownLayers(image);

const secretsIn = ({ files }: ExaminedLayer, { baseLayers }: ExaminedImage): readonly string[] =>
  [...files]
    .filter(([, { signs }]) => signs?.includes(SECRET))
    .map(([path]) => path)
    // Packages have keys of examples there.
    .filter((path) => baseLayers !== undefined || !/^\/(?:etc|usr|lib|var\/lib|opt)\//.test(path))
    .sort();
