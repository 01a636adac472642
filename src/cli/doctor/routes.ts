import type { Range } from '../../util/address-range.ts';

/** A way that this machine sends packets. */
export interface Route {
  readonly range: Range;
  readonly device: string;
}

/**
 * Reads `/proc/net/route`, the default route left out.
 *
 * Shape: a line of titles, then columns of which the first three are device, destination and gateway and the eighth is
 * the mask; addresses are four bytes in hexadecimal, the last byte first.
 */
export function readRoutes(text: string): readonly Route[] {
  return text
    .split('\n')
    .slice(1)
    .flatMap((line) => {
      const [device, destination, , , , , , mask] = line.trim().split(/\s+/);
      if (device === undefined || destination === undefined || mask === undefined) return [];
      const bits = [...Number.parseInt(mask, 16).toString(2)].filter((bit) => bit === '1').length;
      return bits === 0 ? [] : [{ device, range: { address: littleEndian(destination), bits } }];
    });
}

const littleEndian = (hex: string): string =>
  (hex.match(/../g) ?? [])
    .map((byte) => Number.parseInt(byte, 16))
    .reverse()
    .join('.');

/** Reads `/proc/net/ipv6_route`: destination and prefix in hexadecimal first, the device last. Link-local ones are nobody's. */
export function readRoutes6(text: string): readonly Route[] {
  return text.split('\n').flatMap((line) => {
    const columns = line.trim().split(/\s+/);
    const [destination = '', prefix = ''] = columns;
    const device = columns.at(-1) ?? '';
    const bits = Number.parseInt(prefix, 16);
    if (destination.length !== 32 || !(bits > 0) || device === 'lo' || /^f[ef]/.test(destination)) return [];
    return [{ device, range: { address: (destination.match(/..../g) ?? []).join(':'), bits } }];
  });
}
