import { isIPv6 } from 'node:net';

/** As one writes it: an IPv4 address is one also for a server that listens on `::`. */
export const peerAddress = (remote = ''): string =>
  remote.replace(/^::ffff:(?=\d+\.)/i, '').replace(/%.*$/, '');

/** Whoever has one address of a network of IPv6 has all 2^64 of them. */
export function addressGroup(address: string): string {
  if (!isIPv6(address)) return address;
  const [start = '', end] = address.split('::');
  const before = start.split(':').filter(Boolean);
  const after = (end ?? '').split(':').filter(Boolean);
  const zeros = end === undefined ? 0 : Math.max(0, 8 - before.length - after.length);
  return [...before, ...Array<string>(zeros).fill('0'), ...after]
    .slice(0, 4)
    .map((group) => Number.parseInt(group, 16).toString(16))
    .join(':');
}
