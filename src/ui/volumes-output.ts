import type { ObservedVolume } from '../model/observed.ts';
import { labelReader } from './format-records.ts';
import type { Fields } from './go-template/value.ts';
import { tabulate } from './tabulate.ts';

/** What stands above the columns of a template. */
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

export function volumesTable(volumes: readonly ObservedVolume[]): string {
  return tabulate([['DRIVER', 'VOLUME NAME'], ...volumes.map(({ driver, name }) => [driver, name])], {
    minWidth: 10,
  });
}

/** One volume as `docker volume ls --format json` prints it; a list does not tell what is `N/A`. */
export function volumeRecord({ name, driver, labels, mountpoint, scope }: ObservedVolume): Fields {
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
    Size: 'N/A',
    Status: 'N/A',
    Label: labelReader(labels),
  };
}
