import type { IngressRoute } from '../../model/ingress.ts';
import type { ServiceSpec } from '../../model/service-spec.ts';
import { expandPorts } from '../request/port-bindings.ts';
import { isReserved, MOST_ROUTES } from './haproxy-config.ts';

/** Why no ingress can stand before a service. */
export type IngressObstacle =
  /** A published port of a protocol that it does not carry: `53/udp`. */
  | { readonly kind: 'protocol'; readonly port: string }
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

/** The TCP ports of a service, published or exposed: behind an ingress, only these can be reached by its name. */
export function ingressRoutes(service: ServiceSpec): readonly IngressRoute[] {
  const routes = new Map<number, IngressRoute['speaks']>();
  for (const port of exposed(service)) routes.set(port, 'any');
  for (const { target, protocol, appProtocol } of service.ports) {
    if (protocol !== 'tcp') continue;
    const before = routes.get(target);
    if (before === undefined || before === 'any')
      routes.set(target, SPEAKS.get(appProtocol?.toLowerCase()) ?? 'tcp');
  }
  return [...routes].sort(([a], [b]) => a - b).map(([port, speaks]) => ({ port, speaks }));
}

/** @returns undefined: an ingress can carry all that the service publishes */
export function ingressObstacle(service: ServiceSpec): IngressObstacle | undefined {
  for (const { target, protocol, published } of service.ports) {
    if (protocol !== 'tcp') return { kind: 'protocol', port: `${target}/${protocol}` };
    if (published?.includes('-')) return { kind: 'range', published };
  }
  const routes = ingressRoutes(service);
  if (routes.length > MOST_ROUTES) return { kind: 'too-many', count: routes.length };
  const reserved = routes.find(({ port }) => isReserved(port));
  return reserved && { kind: 'reserved', port: reserved.port };
}

const exposed = ({ expose }: ServiceSpec): readonly number[] =>
  expose.flatMap(expandPorts).flatMap((port) => {
    const [number, protocol] = port.split('/');
    return protocol === 'tcp' ? [Number(number)] : [];
  });
