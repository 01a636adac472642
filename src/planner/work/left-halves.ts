import { LABEL } from '../../model/labels.ts';
import type { ObservedVolume } from '../../model/observed.ts';
import type { Operation } from '../../model/operation.ts';
import { halfCopies } from '../../model/volume-copy.ts';

/**
 * What removes the halves of copies that commands of a project have left which were cut off: of the trash, of a backup, of a clone. Each is
 * one of something that is whole. Half a volume of the project itself stays: whoever needs that has to be told.
 *
 * @param touched copies that a plan makes, or removes, by name
 */
export function leftHalves(
  volumes: readonly ObservedVolume[],
  project: string,
  touched: ReadonlySet<string> = new Set(),
): readonly Operation[] {
  const byName = new Map(volumes.map((volume) => [volume.name, volume]));
  return [...halfCopies(volumes)].flatMap(([name, { marker }]): readonly Operation[] => {
    if (byName.get(marker)?.labels[LABEL.project] !== project || touched.has(name)) return [];
    const half = byName.get(name);
    if (!half) return [{ kind: 'remove-volume', name: marker, hasNoData: true }];
    if (half.labels[LABEL.volume] !== undefined) return [];
    return [{ kind: 'remove-volume', name, hasNoData: true, marker }];
  });
}
