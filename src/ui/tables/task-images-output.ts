import type { Json } from '../../model/json.ts';
import { tabulate } from './tabulate.ts';

/** An image that tasks of one service run. */
export interface TaskImage {
  readonly service: string;
  /** `name:tag@sha256:…`; `sha256:…` for one that its nodes have and no registry. */
  readonly image: string;
  /** `sha256:…`. Absent: each node takes what it finds under the name. */
  readonly digest: string | undefined;
  /** How many tasks, by the name of their node. */
  readonly nodes: ReadonlyMap<string, number>;
}

const NONE = '<none>';
const DIGITS = 12;

export const taskImagesTable = (images: readonly TaskImage[], columns: number): string =>
  tabulate(
    [
      ['SERVICE', 'REPOSITORY', 'TAG', 'DIGEST', 'NODES'],
      ...images.map((image) => {
        const { repository, tag } = nameOf(image);
        return [image.service, repository || NONE, tag || NONE, shortDigest(image.digest), nodesOf(image)];
      }),
    ],
    { minWidth: 11, columns, sacrifices: [{ column: 'REPOSITORY', downTo: 16 }] },
  );

export const taskImageRecord = (image: TaskImage): Json => {
  const { repository, tag } = nameOf(image);
  return {
    Service: image.service,
    Image: image.image,
    Repository: repository,
    Tag: tag,
    Digest: image.digest ?? '',
    Nodes: Object.fromEntries([...image.nodes].sort(byName)),
  };
};

function nameOf({ image }: TaskImage): { readonly repository: string; readonly tag: string } {
  // An id is no name.
  if (image.startsWith('sha256:')) return { repository: '', tag: '' };
  const name = image.replace(/@.*$/, '');
  const colon = name.indexOf(':', name.lastIndexOf('/') + 1);
  return colon < 0
    ? { repository: name, tag: '' }
    : { repository: name.slice(0, colon), tag: name.slice(colon + 1) };
}

const shortDigest = (digest: string | undefined): string =>
  digest === undefined ? NONE : digest.replace('sha256:', '').slice(0, DIGITS);

const byName = ([a]: readonly [string, number], [b]: readonly [string, number]): number => (a < b ? -1 : 1);

const nodesOf = ({ nodes }: TaskImage): string =>
  [...nodes]
    .sort(byName)
    .map(([node, tasks]) => (tasks === 1 ? node : `${node} ×${tasks}`))
    .join(', ');
