import { isJsonMap, type Json } from './json.ts';

/** An ingress has the ports from here on for itself. */
export const FIRST_RESERVED_PORT = 64_999;

/** Where the worker that came last takes requests of the earlier ones, on its own loopback: one port for each route. */
export const FIRST_HANDOVER_PORT = 65_000;

export const MOST_ROUTES = 65_535 - FIRST_HANDOVER_PORT + 1;

/** A port that the ingress of a service opens, and what it expects there. */
export interface IngressRoute {
  /** In the ingress and in the containers behind it alike. */
  readonly port: number;
  /**
   * `http`: HTTP, or what its client says otherwise with its first bytes, however late they come. `tcp`: bytes. `any`: HTTP where the
   * client begins with a request at once, else bytes.
   */
  readonly speaks: 'any' | 'http' | 'tcp';
}

/** The version of the PROXY protocol in which an ingress tells the containers behind it who the client is. */
type ProxyProtocol = 1 | 2;

/** What the ingress of a service does, beside the containers that it passes connections on to. */
export interface IngressSettings {
  readonly routes: readonly IngressRoute[];
  /** Of the networks: with which it listens. */
  readonly families: 'ipv4' | 'ipv6' | 'both';
  /** Absent: it does not say who the client is, but in a header of HTTP. */
  readonly proxyProtocol?: ProxyProtocol;
  /** Absent: it passes no datagrams on. */
  readonly datagrams?: Datagrams;
}

/** The UDP ports of an ingress, and with which addresses the containers behind it get what arrives there. */
export interface Datagrams {
  readonly ports: readonly number[];
  readonly families: IngressSettings['families'];
}

/** What `x-gantry: {ingress: …}` of the project or of a service says. */
interface IngressOptions {
  readonly image?: string;
  /** Of the helper that holds connections. Absent: that of the ingress. */
  readonly switchImage?: string;
  readonly proxyProtocol?: ProxyProtocol;
  /** It carries UDP too. */
  readonly udp?: boolean;
}

export const PROXY_PROTOCOLS: ReadonlyMap<string, ProxyProtocol> = new Map([
  ['v1', 1],
  ['v2', 2],
]);

/** Reads a valid `x-gantry`. */
export function ingressOptionsOf(gantry: Json | undefined): IngressOptions {
  const ingress = isJsonMap(gantry) ? gantry.ingress : undefined;
  if (!isJsonMap(ingress)) return {};
  const { image, 'switch-image': switchImage, 'proxy-protocol': version, udp } = ingress;
  const proxyProtocol = typeof version === 'string' ? PROXY_PROTOCOLS.get(version) : undefined;
  return {
    ...(typeof image === 'string' ? { image } : {}),
    ...(typeof switchImage === 'string' ? { switchImage } : {}),
    ...(proxyProtocol === undefined ? {} : { proxyProtocol }),
    ...(typeof udp === 'boolean' ? { udp } : {}),
  };
}
