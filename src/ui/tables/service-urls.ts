import { LABEL } from '../../model/labels.ts';
import type { ObservedContainer, ObservedPort } from '../../model/observed.ts';
import { byTarget } from './ports-text.ts';

export interface ServiceUrl {
  readonly service: string;
  readonly container: string;
  readonly url: string;
  /** The port suggests that a browser can open it. */
  readonly isWeb: boolean;
}

/** Well-known ports of other protocols than HTTP. */
const SCHEMES: ReadonlyMap<number, string> = new Map([
  [21, 'ftp'],
  [22, 'ssh'],
  [443, 'https'],
  [1433, 'mssql'],
  [1883, 'mqtt'],
  [3306, 'mysql'],
  [4222, 'nats'],
  [5432, 'postgresql'],
  [5672, 'amqp'],
  [6379, 'redis'],
  [8443, 'https'],
  [9092, 'kafka'],
  [11_211, 'memcached'],
  [27_017, 'mongodb'],
]);

/**
 * A clickable address for each published TCP port. IPv4 and IPv6 of one port share one address.
 *
 * @param host of the engine's machine, for ports that are published on all its addresses
 */
export function serviceUrls(containers: readonly ObservedContainer[], host: string): readonly ServiceUrl[] {
  return containers.flatMap(({ name, labels, ports }) => {
    const seen = new Set<string>();
    return ports.toSorted(byTarget).flatMap((port) => {
      const url = urlOf(port, host);
      if (url === undefined || seen.has(url)) return [];
      seen.add(url);
      return [{ service: labels[LABEL.service] ?? '', container: name, url, isWeb: url.startsWith('http') }];
    });
  });
}

/** undefined: it is not published, or no address begins like that. */
export function urlOf(
  { hostIp = '', published, target, protocol }: ObservedPort,
  host: string,
): string | undefined {
  if (published === undefined || protocol !== 'tcp') return undefined;
  const scheme = SCHEMES.get(target) ?? 'http';
  const everywhere = hostIp === '' || hostIp === '0.0.0.0' || hostIp === '::';
  const name = everywhere ? host : hostIp.includes(':') ? `[${hostIp}]` : hostIp;
  const isDefault = (scheme === 'http' && published === 80) || (scheme === 'https' && published === 443);
  return `${scheme}://${name}${isDefault ? '' : `:${published}`}`;
}
