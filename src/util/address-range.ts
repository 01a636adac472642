import { BlockList, isIP } from 'node:net';

/** A range of addresses, as `10.0.0.0/8` says it. */
export interface Range {
  readonly address: string;
  readonly bits: number;
}

/** @returns undefined when the text is no range. */
export function readRange(text: string): Range | undefined {
  const [address = '', bits] = text.split('/');
  return isIP(address) === 0 || bits === undefined ? undefined : { address, bits: Number(bits) };
}

/** The size of a range is a power of two, so two ranges are disjoint or one contains the other. */
export function overlap(a: Range, b: Range): boolean {
  const family = isIP(a.address) === 6 ? 'ipv6' : 'ipv4';
  if (family !== (isIP(b.address) === 6 ? 'ipv6' : 'ipv4')) return false;
  const [wide, narrow] = a.bits <= b.bits ? [a, b] : [b, a];
  const list = new BlockList();
  list.addSubnet(wide.address, wide.bits, family);
  return list.check(narrow.address, family);
}

export const rangeText = ({ address, bits }: Range): string => `${address}/${bits}`;
