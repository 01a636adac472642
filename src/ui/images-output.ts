import type { Json } from '../model/json.ts';
import { decimalSize } from '../util/byte-size.ts';
import { humanDuration } from '../util/human-duration.ts';
import { tabulate } from './tabulate.ts';

/** The image of one container. */
export interface ContainerImage {
  readonly container: string;
  /** `sha256:…` */
  readonly id: string;
  /** Absent: the image has no name any more, as another one took it. */
  readonly repository?: string;
  readonly tag?: string;
  /** Absent: the engine has it no more. */
  readonly sizeBytes?: number;
  /** Seconds since 1970. */
  readonly createdAt?: number;
}

const COLUMNS = ['CONTAINER', 'REPOSITORY', 'TAG', 'IMAGE ID', 'SIZE'];
const NONE = '<none>';

export interface ImagesOptions {
  /** Also how old each is. */
  readonly wide: boolean;
  readonly now: Date;
  /** Of the terminal. */
  readonly columns: number;
}

export function imagesTable(
  images: readonly ContainerImage[],
  { wide, now, columns }: ImagesOptions,
): string {
  const rows = images.map((image) => [
    image.container,
    image.repository ?? NONE,
    image.tag ?? NONE,
    shortImageId(image.id),
    image.sizeBytes === undefined ? 'N/A' : decimalSize(image.sizeBytes),
    ...(wide ? [age(image.createdAt, now)] : []),
  ]);
  return tabulate([wide ? [...COLUMNS, 'CREATED'] : COLUMNS, ...rows], {
    minWidth: 20,
    columns,
    sacrifices: [
      { column: 'REPOSITORY', downTo: 16 },
      { column: 'CONTAINER', downTo: 16 },
      { column: 'IMAGE ID', downTo: 0 },
    ],
  });
}

function age(createdAt: number | undefined, now: Date): string {
  // An image that was made to be the same each time has no date.
  return !createdAt ? 'N/A' : `${humanDuration(now.getTime() / 1000 - createdAt)} ago`;
}

export const imageRecord = ({ container, id, repository, tag, sizeBytes }: ContainerImage): Json => ({
  ID: id,
  ContainerName: container,
  Repository: repository ?? '',
  Tag: tag ?? '',
  Size: sizeBytes ?? 0,
});

const shortImageId = (id: string): string => id.replace(/^sha256:/, '').slice(0, 12);
