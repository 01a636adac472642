import type { LayerFile } from '../../layers/layer-contents.ts';
import { nameOfLayer, ownLayers, serviceOf, spotOfLayer } from '../subject/examined-image.ts';
import type { Rule } from '../subject/rule.ts';
import type { ExaminedImage, ExaminedLayer } from '../subject/subject.ts';
import { fileList } from './file-list.ts';

/** A program with setuid runs as its owner, whoever starts it: for who has broken in, a way to become root. */
export const setuidAdded: Rule = {
  levels: { dev: 'off', prod: 'info' },
  *look({ examined }) {
    for (const image of examined)
      for (const layer of ownLayers(image)) {
        const paths = addedBy(layer, image);
        if (paths.length === 0) continue;
        const at = spotOfLayer(image, layer);
        yield {
          at,
          ...serviceOf(at, image),
          message: `${nameOfLayer(layer)} adds programs that run with the rights of their owner: ${fileList(paths)}`,
          hint: 'take the bits away in the same RUN ("chmod a-s"), or give the service "security_opt: [no-new-privileges:true]"',
        };
      }
  },
};

const SETUID_OR_SETGID = 0o6000;
const ANY_EXECUTE = 0o111;

const hasBits = ({ kind, mode }: LayerFile): boolean =>
  kind === 'file' && (mode & SETUID_OR_SETGID) > 0 && (mode & ANY_EXECUTE) > 0;

/** Those that are still there, and that the image below has not. */
const addedBy = (
  { files, index }: ExaminedLayer,
  { tree, baseLayers = 0 }: ExaminedImage,
): readonly string[] =>
  [...files]
    .filter(([path, file]) => hasBits(file) && tree?.at(path)?.layer === index)
    .map(([path]) => path)
    .filter(
      (path) =>
        !tree?.hidden.some(
          (hidden) => hidden.path === path && hidden.layer < baseLayers && hasBits(hidden.file),
        ),
    )
    .sort();
