const DECIMAL = ['B', 'kB', 'MB', 'GB', 'TB', 'PB', 'EB'];
const BINARY = ['B', 'KiB', 'MiB', 'GiB', 'TiB', 'PiB', 'EiB'];

/** `2.03MB`: steps of 1000, three digits. The unit of disks and networks. */
export const decimalSize = (bytes: number): string => format(bytes, 1000, 3, DECIMAL);

/** `23.54GiB`: steps of 1024, four digits. The unit of memory. */
export const binarySize = (bytes: number): string => format(bytes, 1024, 4, BINARY);

function format(bytes: number, step: number, digits: number, units: readonly string[]): string {
  let size = bytes;
  let unit = 0;
  while (size >= step && unit < units.length - 1) {
    size /= step;
    unit++;
  }
  return `${Number(size.toPrecision(digits))}${units[unit]}`;
}
