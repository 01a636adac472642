import { isIP } from 'node:net';
import type { PortMapping } from '../../../model/service-spec.ts';

export type ParsedPort =
  | { readonly ok: true; readonly ports: readonly PortMapping[] }
  | {
      readonly ok: false;
      readonly reason: string;
      readonly hint?: string;
      readonly within?: readonly [start: number, end: number];
    };

interface Range {
  readonly first: number;
  readonly last: number;
}

const PROTOCOLS = ['tcp', 'udp', 'sctp'];

/**
 * The short form of a port, `[[ip:][host]:]container[/protocol]`.
 *
 * Shape:  host and container may be ranges of one size, which give a mapping for each port; a range of host ports
 *         for one container port stays a range, from which the engine picks. IPv6 addresses may have brackets.
 * Order:  by the container port as a text, as docker compose lists them.
 */
export function parsePort(spec: string): ParsedPort {
  const slash = spec.lastIndexOf('/');
  const addressed = slash < 0 ? spec : spec.slice(0, slash);
  const protocol = slash < 0 ? 'tcp' : spec.slice(slash + 1).toLowerCase();
  if (!PROTOCOLS.includes(protocol))
    return wrong(
      spec,
      `"${protocol}" is not a protocol of a port`,
      [slash + 1, spec.length],
      'write tcp, udp or sctp',
    );

  const containerFrom = addressed.lastIndexOf(':') + 1;
  const container = readRange(addressed.slice(containerFrom));
  if (!container || container.first === 0)
    return wrong(spec, `"${addressed.slice(containerFrom)}" is not a port of the container`, [
      containerFrom,
      addressed.length,
    ]);
  const before = containerFrom === 0 ? '' : addressed.slice(0, containerFrom - 1);
  const hostFrom = before.lastIndexOf(':') + 1;
  const hostText = before.slice(hostFrom);
  const host = hostText === '' ? undefined : readRange(hostText);
  if (hostText !== '' && !host)
    return wrong(
      spec,
      `"${hostText}" is not a port of the host`,
      [hostFrom, before.length],
      isAddress(hostText)
        ? `write "${hostText}::${addressed.slice(containerFrom)}" to let the engine pick the port`
        : undefined,
    );
  const addressText = hostFrom === 0 ? '' : before.slice(0, hostFrom - 1);
  const hostIp = addressText.replace(/^\[(.*)\]$/, '$1');
  if (hostIp !== '' && !isAddress(hostIp))
    return wrong(
      spec,
      `"${addressText}" is not an address of the host`,
      [0, addressText.length],
      addressText === 'localhost'
        ? `write "127.0.0.1:${before.slice(hostFrom)}:${addressed.slice(containerFrom)}"`
        : 'write an IP address',
    );

  const size = container.last - container.first;
  if (host && size !== host.last - host.first && size !== 0)
    return wrong(
      spec,
      `the ranges ${hostText} and ${addressed.slice(containerFrom)} differ in size`,
      undefined,
      `write as many ports on both sides: "${host.first}-${host.first + size}:${printRange(container)}"`,
    );

  const ports: PortMapping[] = [];
  for (let step = 0; step <= size; step++) {
    const published = host && (size === 0 ? printRange(host) : String(host.first + step));
    ports.push({
      mode: 'ingress',
      ...(hostIp === '' ? {} : { hostIp }),
      target: container.first + step,
      ...(published === undefined ? {} : { published }),
      protocol,
    });
  }
  return { ok: true, ports: ports.sort((a, b) => (String(a.target) < String(b.target) ? -1 : 1)) };
}

/** Most addresses are of this kind, and node's module for all kinds takes a millisecond to load. */
const IPV4 = /^(?:(?:25[0-5]|2[0-4]\d|1\d\d|[1-9]?\d)(?:\.(?!$)|$)){4}$/;

/** An engine cannot publish on a link-local address with a zone (`fe80::1%eth0`). */
export const isAddress = (text: string): boolean =>
  IPV4.test(text) || (isIP(text) !== 0 && !text.includes('%'));

function readRange(text: string): Range | undefined {
  const [, from, to = from] = /^(\d+)(?:-(\d+))?$/.exec(text) ?? [];
  if (from === undefined) return undefined;
  const range = { first: Number(from), last: Number(to) };
  return range.first <= range.last && range.last <= 65_535 ? range : undefined;
}

const printRange = ({ first, last }: Range): string => (first === last ? String(first) : `${first}-${last}`);

const isTooHigh = (spec: string, within: readonly [number, number] | undefined): boolean =>
  within !== undefined && Number(spec.slice(...within)) > 65_535;

function wrong(
  spec: string,
  what: string,
  within?: readonly [number, number],
  hint: string = isTooHigh(spec, within)
    ? 'a port is a number up to 65535'
    : 'write "host:container", such as "8080:80"',
): ParsedPort {
  // An empty part has no characters to mark.
  const pointed = within && within[1] > within[0] ? { within } : {};
  return { ok: false, reason: `port "${spec}": ${what}`, hint, ...pointed };
}
