import { defined } from '../../util/defined.ts';
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
  /** When what would run was made: milliseconds since 1970. Absent in all of these: nobody tells, as for reproducible images. */
  readonly createdAtMs?: number;
  /** When what its tag stands for now was made, if that is another image. */
  readonly tagCreatedAtMs?: number;
  readonly withinCreatedAtMs?: number;
  readonly newestCreatedAtMs?: number;
  /** When the registry was asked: answers of the last hour are kept. */
  readonly askedAtMs?: number;
  readonly note?: string;
}

export const isOutdated = ({ state, newest }: OutdatedImage): boolean =>
  state === 'rebuilt' || newest !== undefined;

const HEAD = ['IMAGE', 'STATE', 'NEWER TAGS', 'AGE', 'SERVICES', 'NOTE'];

export function outdatedTable(
  images: readonly OutdatedImage[],
  { now, columns }: { readonly now: Date; readonly columns: number },
): string {
  const age = (ms: number | undefined): string =>
    ms === undefined ? 'unknown' : humanDuration((now.getTime() - ms) / 1000);
  const aged = (tag: string | undefined, ms: number | undefined): readonly string[] =>
    tag === undefined ? [] : [ms === undefined ? tag : `${tag} (${age(ms)})`];
  const rows = images.map((image) => [
    image.reference,
    image.tagCreatedAtMs !== undefined && image.state === 'rebuilt'
      ? `rebuilt (${age(image.tagCreatedAtMs)})`
      : image.state,
    [...aged(image.within, image.withinCreatedAtMs), ...aged(image.newest, image.newestCreatedAtMs)].join(
      ', ',
    ) || '-',
    age(image.createdAtMs),
    image.services.join(', '),
    [
      ...(image.baseOf ? [`base of ${image.baseOf.join(', ')}`] : []),
      ...(image.note === undefined ? [] : [image.note]),
    ].join('; '),
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
  images: images.map(
    ({ createdAtMs, tagCreatedAtMs, withinCreatedAtMs, newestCreatedAtMs, askedAtMs, ...image }) => ({
      ...image,
      ...defined({
        created: iso(createdAtMs),
        tagCreated: iso(tagCreatedAtMs),
        withinCreated: iso(withinCreatedAtMs),
        newestCreated: iso(newestCreatedAtMs),
        asked: iso(askedAtMs),
      }),
    }),
  ),
});

const iso = (ms: number | undefined): string | undefined =>
  ms === undefined ? undefined : new Date(ms).toISOString().replace(/\.\d+Z$/, 'Z');
