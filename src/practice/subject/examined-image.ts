import { type HiddenFile, ImageTree, isWhole } from '../../layers/image-tree.ts';
import type { ImageDetails } from '../../model/observed.ts';
import { matchHistory } from './match-history.ts';
import { atKey, inDockerfile, type Spot } from './rule.ts';
import type { BuiltImage, ExaminedImage, ExaminedLayer, ImageLook } from './subject.ts';

/** @param baseOf what the engine has of the image below */
export function examine(
  look: ImageLook,
  users: readonly string[],
  built: BuiltImage | undefined,
  baseOf: (reference: string) => ImageDetails | undefined,
): ExaminedImage {
  const { contents, details } = look;
  const history = contents?.history ?? [];
  const matched = built && contents && matchHistory(built, history);
  const made = history.flatMap((entry, index) =>
    entry.isEmpty ? [] : [{ entry, instruction: matched?.instructions[index] }],
  );
  const fits = contents !== undefined && made.length === contents.layers.length;
  const layers = (contents?.layers ?? []).map((layer, index): ExaminedLayer => {
    const { entry, instruction } = (fits && made[index]) || {};
    return {
      index,
      id: layer.id,
      bytes: layer.contents?.bytes,
      files: layer.contents?.files ?? new Map(),
      text: entry ? [entry.keyword, entry.text].filter(Boolean).join(' ') : '',
      ...(instruction && { instruction }),
    };
  });
  const fromHistory = matched && fits ? layers.filter(({ instruction }) => !instruction).length : undefined;
  const base = built?.base === undefined ? undefined : baseOf(built.base);
  return {
    look,
    users,
    ...(built && { built }),
    layers,
    tree: contents && isWhole(contents) ? new ImageTree(contents) : undefined,
    baseLayers: fromHistory ?? layersBelow(built?.base, base, details),
    isCurrent: matched !== undefined,
  };
}

/** An image that has all layers of another one, in their order, is built upon it. */
function layersBelow(
  reference: string | undefined,
  base: ImageDetails | undefined,
  { layers = [] }: ImageDetails,
): number | undefined {
  if (reference === 'scratch') return 0;
  const below = base?.layers;
  return below && below.length <= layers.length && below.every((layer, index) => layers[index] === layer)
    ? below.length
    : undefined;
}

/** The layers that the Dockerfile adds; none where nobody knows which these are. */
export const ownLayers = ({ layers, baseLayers }: ExaminedImage): readonly ExaminedLayer[] =>
  baseLayers === undefined ? [] : layers.slice(baseLayers);

/** Files of own layers that the image has, and no container sees. */
export const hiddenFiles = ({ tree, baseLayers }: ExaminedImage): readonly HiddenFile[] =>
  baseLayers === undefined ? [] : (tree?.hidden ?? []).filter(({ layer }) => layer >= baseLayers);

/** Where it is written what made a layer: in the Dockerfile, else where the service says which image it runs. */
export function spotOfLayer(image: ExaminedImage, layer: ExaminedLayer | undefined): Spot {
  return image.built && layer?.instruction
    ? inDockerfile(image.built, layer.instruction)
    : spotOfImage(image);
}

export const spotOfImage = ({ built, users: [service = ''] }: ExaminedImage): Spot =>
  atKey('services', service, built ? 'build' : 'image');

/** For a finding at a place of a service, and not of a Dockerfile. */
export const serviceOf = (spot: Spot, { users: [service] }: ExaminedImage) =>
  spot.kind === 'compose' && service !== undefined ? { service } : {};

/** `"RUN npm ci"`, short. */
export function nameOfLayer({ text, index }: ExaminedLayer): string {
  const line = text.replaceAll(/\s+/g, ' ').trim();
  if (line === '') return `layer ${index + 1}`;
  return `"${line.length > LONGEST ? `${line.slice(0, LONGEST - 1)}…` : line}"`;
}

const LONGEST = 50;
