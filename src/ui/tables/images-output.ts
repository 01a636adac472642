import type { Json } from '../../model/json.ts';
import { decimalSize } from '../../util/byte-size.ts';
import { humanDuration } from '../../util/human-duration.ts';
import { tabulate } from './tabulate.ts';

/** The image of one container. */
export interface ContainerImage {
  readonly container: string;
  /** `sha256:…` */
  readonly id: string;
  /** Absent: the image lost its name to another one. */
  readonly repository?: string;
  readonly tag?: string;
  /** Absent: the engine no longer has it. */
  readonly sizeBytes?: number;
  /** Seconds since 1970. */
  readonly createdAt?: number;
  /** `linux/arm64/v8`; absent: not read. */
  readonly platform?: string;
  /** Milliseconds since 1970; absent: not read, or the engine does not know. */
  readonly namedAtMs?: number;
}

const COLUMNS = ['CONTAINER', 'REPOSITORY', 'TAG', 'IMAGE ID', 'SIZE'];
/** The columns of docker compose 5. */
const WIDE_COLUMNS = ['CONTAINER', 'REPOSITORY', 'TAG', 'PLATFORM', 'IMAGE ID', 'SIZE', 'CREATED'];
const NONE = '<none>';

export interface ImagesOptions {
  /** Adds the age and the platform of each image. */
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
    ...(wide ? [image.platform ?? 'N/A'] : []),
    shortImageId(image.id),
    image.sizeBytes === undefined ? 'N/A' : decimalSize(image.sizeBytes),
    ...(wide ? [age(image.createdAt, now)] : []),
  ]);
  return tabulate([wide ? WIDE_COLUMNS : COLUMNS, ...rows], {
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
  // A reproducible image has no date.
  return !createdAt ? 'N/A' : `${humanDuration(now.getTime() / 1000 - createdAt)} ago`;
}

/** @param wide adds the members of docker compose 5 */
export function imageRecord(image: ContainerImage, wide: boolean): Json {
  const { createdAt, namedAtMs } = image;
  return {
    ID: image.id,
    ContainerName: image.container,
    Repository: image.repository ?? '',
    Tag: image.tag ?? '',
    ...(wide && { Platform: image.platform ?? '' }),
    Size: image.sizeBytes ?? 0,
    ...(wide && createdAt ? { Created: isoTime(createdAt * 1000) } : {}),
    ...(wide && namedAtMs !== undefined ? { LastTagTime: isoTime(namedAtMs) } : {}),
  };
}

const isoTime = (ms: number): string => new Date(ms).toISOString().replace('.000Z', 'Z');

const shortImageId = (id: string): string => id.replace(/^sha256:/, '').slice(0, 12);
