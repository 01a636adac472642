import type { Json } from '../../model/json.ts';
import { endOfTrashed, shownName, type TrashedVolume } from '../../model/trash.ts';
import { decimalSize } from '../../util/byte-size.ts';
import { tabulate } from './tabulate.ts';

export interface ListedTrash extends TrashedVolume {
  /** undefined: not known. */
  readonly sizeBytes: number | undefined;
}

export function trashTable(listed: readonly ListedTrash[], columns: number): string {
  const head = ['VOLUME', 'PROJECT', 'SIZE', 'SINCE', 'UNTIL', 'BY', 'KEPT IN'];
  const rows = listed.map((one) => [
    shownName(one),
    one.project,
    one.sizeBytes === undefined ? 'N/A' : decimalSize(one.sizeBytes),
    one.since ?? 'N/A',
    until(one) ?? 'N/A',
    one.by,
    one.marker === undefined || one.of !== undefined ? one.keptIn : 'its place',
  ]);
  return tabulate([head, ...rows], { minWidth: 8, columns });
}

export const trashRecord = (one: ListedTrash): Json => ({
  Name: one.name,
  Project: one.project,
  KeptIn: one.keptIn,
  By: one.by,
  ...(one.sizeBytes !== undefined && { SizeBytes: one.sizeBytes }),
  ...(one.since !== undefined && { Since: one.since }),
  ...(until(one) !== undefined && { Until: until(one) ?? '' }),
  ...(one.of && { Container: one.of.container, Path: one.of.path }),
});

function until(trashed: TrashedVolume): string | undefined {
  const end = endOfTrashed(trashed);
  return end === undefined ? undefined : new Date(end).toISOString().replace('.000', '');
}
