import { BlockList, isIP } from 'node:net';

/** A range of addresses, as `10.0.0.0/8` says it. */
export interface Range {
  readonly address: string;
  readonly bits: number;
}

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

/** undefined: it is no range. */
export function readRange(text: string): Range | undefined {
  const [address = '', bits] = text.split('/');
  return isIP(address) === 0 || bits === undefined ? undefined : { address, bits: Number(bits) };
}

/** Ranges are powers of two: they are apart, or one lies in the other. */
export function overlap(a: Range, b: Range): boolean {
  const family = isIP(a.address) === 6 ? 'ipv6' : 'ipv4';
  if (family !== (isIP(b.address) === 6 ? 'ipv6' : 'ipv4')) return false;
  const [wide, narrow] = a.bits <= b.bits ? [a, b] : [b, a];
  const list = new BlockList();
  list.addSubnet(wide.address, wide.bits, family);
  return list.check(narrow.address, family);
}

export const rangeText = ({ address, bits }: Range): string => `${address}/${bits}`;
