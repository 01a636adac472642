import type { ObservedVolume } from '../../model/observed.ts';
import { decimalSize } from '../../util/byte-size.ts';
import type { Fields } from '../go-template/value.ts';
import { labelReader } from './format-records.ts';
import { tabulate } from './tabulate.ts';

/** The headers of the columns of a template. */
export const VOLUME_HEADERS: Fields = {
  Availability: 'AVAILABILITY',
  Driver: 'DRIVER',
  Group: 'GROUP',
  Labels: 'LABELS',
  Links: 'LINKS',
  Mountpoint: 'MOUNTPOINT',
  Name: 'VOLUME NAME',
  Scope: 'SCOPE',
  Size: 'SIZE',
  Status: 'STATUS',
};

/** In bytes, by the name of the volume. */
type Sizes = ReadonlyMap<string, number>;

/** @param sizes absent: not requested */
export function volumesTable(volumes: readonly ObservedVolume[], sizes?: Sizes): string {
  const head = ['DRIVER', 'VOLUME NAME', ...(sizes ? ['SIZE'] : [])];
  const rows = volumes.map(({ driver, name }) => [driver, name, ...(sizes ? [sizeOf(name, sizes)] : [])]);
  return tabulate([head, ...rows], { minWidth: 10 });
}

function sizeOf(name: string, sizes: Sizes | undefined): string {
  const size = sizes?.get(name);
  return size === undefined ? 'N/A' : decimalSize(size);
}

/** One volume as `docker volume ls --format json` prints it; `N/A` marks details that a list lacks. */
export function volumeRecord(
  { name, driver, labels, mountpoint, scope }: ObservedVolume,
  sizes?: Sizes,
): Fields {
  return {
    Availability: 'N/A',
    Driver: driver,
    Group: 'N/A',
    Labels: Object.keys(labels)
      .sort()
      .map((key) => `${key}=${labels[key]}`)
      .join(','),
    Links: 'N/A',
    Mountpoint: mountpoint ?? '',
    Name: name,
    Scope: scope ?? '',
    Size: sizeOf(name, sizes),
    Status: 'N/A',
    Label: labelReader(labels),
  };
}
