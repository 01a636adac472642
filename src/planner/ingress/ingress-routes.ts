import { type IngressRoute, MOST_ROUTES } from '../../model/ingress.ts';
import type { ServiceSpec } from '../../model/service-spec.ts';
import { expandPorts } from '../request/port-bindings.ts';
import { isReserved } from './haproxy-config.ts';

/** Why no ingress can stand before a service. */
export type IngressObstacle =
  /** A port, published or exposed, of a protocol that it does not carry: `132/sctp`. */
  | { readonly kind: 'protocol'; readonly port: string }
  /** A UDP port, and the files do not say that an ingress passes datagrams on: `53/udp`. */
  | { readonly kind: 'datagrams'; readonly port: string }
  /** Each container publishes one of several ports. */
  | { readonly kind: 'range'; readonly published: string }
  /** A port that the ingress has for itself. */
  | { readonly kind: 'reserved'; readonly port: number }
  | { readonly kind: 'too-many'; readonly count: number };

/** What is put in front of HTTP only where the file says that it is no HTTP: bytes are what anything is made of. */
const SPEAKS: ReadonlyMap<string | undefined, IngressRoute['speaks']> = new Map([
  [undefined, 'any'],
  ['http', 'http'],
]);

/**
 * Where the server speaks first, and the client would wait while the ingress looks for its first bytes: FTP, SSH, Telnet, SMTP, POP3,
 * NNTP, IMAP, submission of mail, MySQL, NATS, VNC. An `app_protocol` has the last word; `expose` cannot have one.
 */
const SERVER_SPEAKS_FIRST: ReadonlySet<number> = new Set([
  21, 22, 23, 25, 110, 119, 143, 587, 3306, 4222, 5900,
]);

/** The TCP ports of a service, published or exposed: behind an ingress, only these can be reached by its name. */
export function ingressRoutes(service: ServiceSpec): readonly IngressRoute[] {
  const written = new Map<number, string | undefined>();
  for (const { number, protocol } of exposed(service)) if (protocol === 'tcp') written.set(number, undefined);
  for (const { target, protocol, appProtocol } of service.ports)
    if (protocol === 'tcp') written.set(target, written.get(target) ?? appProtocol?.toLowerCase());
  return [...written]
    .sort(([a], [b]) => a - b)
    .map(([port, appProtocol]) => ({ port, speaks: speaksAt(port, appProtocol) }));
}

function speaksAt(port: number, appProtocol: string | undefined): IngressRoute['speaks'] {
  if (appProtocol === undefined && SERVER_SPEAKS_FIRST.has(port)) return 'tcp';
  return SPEAKS.get(appProtocol) ?? 'tcp';
}

/** The UDP ports of a service, published or exposed, in order. */
export function datagramPorts(service: ServiceSpec): readonly number[] {
  const ports = portsOf(service).filter(({ protocol }) => protocol === 'udp');
  return [...new Set(ports.map(({ number }) => number))].sort((a, b) => a - b);
}

/** Clients find what is exposed by the names that the ingress takes. */
const portsOf = (service: ServiceSpec): ReturnType<typeof exposed> => [
  ...service.ports.map(({ target, protocol }) => ({ number: target, protocol })),
  ...exposed(service),
];

/**
 * What no setting can do something about comes first.
 *
 * @param passes what the files want it to pass on beside TCP
 * @returns undefined: an ingress can carry all that the service publishes and exposes
 */
export function ingressObstacle(
  service: ServiceSpec,
  passes: { readonly datagrams: boolean },
): IngressObstacle | undefined {
  const all = portsOf(service);
  const named = ({ number, protocol }: (typeof all)[number]): string => `${number}/${protocol}`;
  const foreign = all.find(({ protocol }) => protocol !== 'tcp' && protocol !== 'udp');
  if (foreign) return { kind: 'protocol', port: named(foreign) };
  for (const { published } of service.ports)
    if (published?.includes('-')) return { kind: 'range', published };
  const routes = ingressRoutes(service);
  if (routes.length > MOST_ROUTES) return { kind: 'too-many', count: routes.length };
  const reserved = routes.find(({ port }) => isReserved(port));
  if (reserved) return { kind: 'reserved', port: reserved.port };
  const datagrams = passes.datagrams ? undefined : all.find(({ protocol }) => protocol === 'udp');
  return datagrams && { kind: 'datagrams', port: named(datagrams) };
}

const exposed = ({
  expose,
}: ServiceSpec): readonly { readonly number: number; readonly protocol: string }[] =>
  expose
    .flatMap(expandPorts)
    .map((port) => {
      const [number, protocol = ''] = port.split('/');
      return { number: Number(number), protocol };
    })
    // docker compose takes others too, and nobody can connect to them.
    .filter(({ number }) => number > 0 && number <= 65_535);
