import { humanDuration } from '../../util/human-duration.ts';
import { tabulate } from './tabulate.ts';

/** One image, compared with its registry. */
export interface OutdatedImage {
  readonly reference: string;
  readonly services: readonly string[];
  /** The services that are built from it. Absent: none is. */
  readonly baseOf?: readonly string[];
  /** `rebuilt`: the tag names another image now. `unknown`: there is nothing to compare. `failed`: the registry could not be asked. */
  readonly state: 'same' | 'rebuilt' | 'unknown' | 'failed';
  /** The digest that would run, and who says so. */
  readonly has?: string;
  readonly from?: 'lock' | 'file' | 'engine';
  /** Of the tag in the registry. */
  readonly digest?: string;
  /** The newest tag of the same first number, and the newest of all. */
  readonly within?: string;
  readonly newest?: string;
  /** When the image that the engine has was made: seconds since 1970. */
  readonly createdAt?: number;
  readonly note?: string;
}

export const isOutdated = ({ state, newest }: OutdatedImage): boolean =>
  state === 'rebuilt' || newest !== undefined;

const HEAD = ['IMAGE', 'STATE', 'NEWER TAGS', 'AGE', 'SERVICES', 'NOTE'];

export function outdatedTable(
  images: readonly OutdatedImage[],
  { now, columns }: { readonly now: Date; readonly columns: number },
): string {
  const rows = images.map(({ reference, state, within, newest, createdAt, services, baseOf, note }) => [
    reference,
    state,
    [within, newest].filter((tag) => tag !== undefined).join(', ') || '-',
    // A reproducible image has no date.
    createdAt ? humanDuration(now.getTime() / 1000 - createdAt) : '-',
    services.join(', '),
    [...(baseOf ? [`base of ${baseOf.join(', ')}`] : []), ...(note === undefined ? [] : [note])].join('; '),
  ]);
  return tabulate([HEAD, ...rows], {
    minWidth: 8,
    columns,
    sacrifices: [
      { column: 'NOTE', downTo: 16 },
      { column: 'SERVICES', downTo: 10 },
      { column: 'IMAGE', downTo: 16 },
    ],
  });
}

/** For programs. */
export const outdatedRecord = (images: readonly OutdatedImage[]) => ({
  version: 1,
  outdated: images.filter(isOutdated).length,
  images: images.map(({ createdAt, ...image }) => ({
    ...image,
    ...(createdAt ? { created: new Date(createdAt * 1000).toISOString().replace('.000Z', 'Z') } : {}),
  })),
});
