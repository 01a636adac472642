import { isIP, isIPv6 } from 'node:net';
import { InvalidArgumentError } from 'commander';

export interface ListenAddress {
  /** `0.0.0.0`, `::1` */
  readonly address: string;
  readonly port?: number;
}

export function portOf(text: string): number {
  const port = Number(text);
  if (/^\d+$/.test(text) && port <= 65_535) return port;
  throw new InvalidArgumentError('It takes a number from 0 to 65535; 0 is any that is free.');
}

/** `0.0.0.0`, `192.168.1.5:4711`, `[::1]:4711` */
export function listenAddress(text: string): ListenAddress {
  if (isIPv6(text)) return { address: plainAddress(text) };
  const [, inBrackets, bare = '', port] = /^(?:\[([^\]]*)\]|([^:]*))(?::(\d+))?$/.exec(text) ?? [];
  const address = plainAddress(inBrackets ?? bare);
  return port === undefined ? { address } : { address, port: portOf(port) };
}

/** In the one form that the system gives addresses back in. */
export function plainAddress(text: string): string {
  if (isIP(text) === 0 || text.includes('%'))
    throw new InvalidArgumentError('It takes an address, e.g. 192.168.1.5 or ::1.');
  if (!isIPv6(text)) return text;
  const address = new URL(`http://[${text}]`).hostname.slice(1, -1);
  if (address.startsWith('::ffff:'))
    throw new InvalidArgumentError('Write an address of IPv4 as such, e.g. 192.168.1.5.');
  return address;
}

/** `box.lan`, `box.lan:8080` */
export function allowedHost(text: string): string {
  if (!/^[\w.-]+(?::\d{1,5})?$|^\[[\da-f:.]+\](?::\d{1,5})?$/i.test(text) || !URL.canParse(`http://${text}`))
    throw new InvalidArgumentError('It takes the name of a host, e.g. box.lan or box.lan:8080.');
  return text;
}

/** `https://gantry.example.com` */
export function allowedOrigin(text: string): string {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  const isWhole =
    url && ['http:', 'https:'].includes(url.protocol) && [url.origin, `${url.origin}/`].includes(url.href);
  if (!isWhole)
    throw new InvalidArgumentError(
      'It takes what a browser opens, without a path, e.g. https://gantry.example.com.',
    );
  return url.origin;
}

/** Proxies send these about everybody, known or not, and others have a meaning of their own. */
const OF_EVERYBODY =
  /^(?:x-forwarded-(?:for|host|port|proto|server|prefix|uri|method)|x-real-ip|forwarded|via|host|origin|authorization|cookie|connection|upgrade|content-.*|sec-.*|accept.*|user-agent|referer)$/;

/** @returns in lower case */
export function trustedHeaderName(text: string): string {
  const name = text.toLowerCase();
  if (!/^[a-z0-9-]+$/.test(name))
    throw new InvalidArgumentError('It takes the name of a header, e.g. Remote-User.');
  if (OF_EVERYBODY.test(name))
    throw new InvalidArgumentError('That header says nothing about who somebody is. Remote-User would.');
  return name;
}
