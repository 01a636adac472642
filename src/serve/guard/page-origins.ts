import { isIPv6 } from 'node:net';

export interface PageAddresses {
  /** Where the server listens: `127.0.0.1`, `::`. */
  readonly address: string;
  readonly port: number;
  /** A name below `localhost`, which no other server has. */
  readonly localName: string;
  /** Names of this machine, with a port where it is another one for browsers: `box.lan`, `box.lan:8080`. */
  readonly hosts: readonly string[];
  /** What browsers open where a proxy stands before it: `https://gantry.example.com`. */
  readonly origins: readonly string[];
}

/**
 * What browsers may open the page by, those that were named first. It is all that is ever allowed: no header of a request adds to it. A port
 * that is the default of its scheme is not part of an origin, and browsers leave it out of `Host` too.
 */
export function pageOrigins({
  address,
  port,
  localName,
  hosts,
  origins,
}: PageAddresses): readonly [string, ...string[]] {
  const named = hosts.map((host) => originOf(host, port));
  const own = ownHosts(address, localName).map((host) => originOf(host, port));
  const [first, ...others] = new Set([...origins.map((origin) => new URL(origin).origin), ...named, ...own]);
  if (first === undefined) throw new RangeError('a server that listens everywhere has a name');
  return [first, ...others];
}

/** By what browsers send as `Host`: the origins that belong to it. */
export function originsByHost(origins: readonly string[]): ReadonlyMap<string, ReadonlySet<string>> {
  const found = new Map<string, Set<string>>();
  for (const origin of origins) {
    const { host } = new URL(origin);
    found.set(host, (found.get(host) ?? new Set()).add(origin));
  }
  return found;
}

/** None, where it listens on all addresses: which name leads to them is known to nobody here. */
function ownHosts(address: string, localName: string): readonly string[] {
  if (address === '127.0.0.1') return [localName, address];
  return isEverywhere(address) ? [] : [isIPv6(address) ? `[${address}]` : address];
}

export const isEverywhere = (address: string): boolean => address === '0.0.0.0' || address === '::';

function originOf(host: string, port: number): string {
  const named = new URL(`http://${host}`);
  // Of a host with `:80`, the port is not in the URL either.
  return /:\d+$/.test(host.replace(/^\[.*\]/, '')) ? named.origin : new URL(`http://${host}:${port}`).origin;
}
