import { type OwnProxy, type OwnProxyKind, ownProxyFor } from '../../model/own-proxy.ts';
import type { ServiceSpec } from '../../model/service-spec.ts';

/**
 * The proxy of the user's own that sends requests to the containers of a service: no ingress has to stand before them for what it
 * carries.
 *
 * Sources: Traefik, "Docker routing configuration" (labels, in any case of letters); nginx-proxy, "Virtual Hosts and Ports"
 * (environment); caddy-docker-proxy, "Labels to Caddyfile conversion" (`caddy`, `caddy_1`, with or without directives).
 */
export function ownProxy(service: ServiceSpec): OwnProxy | undefined {
  return ownProxyFor(recognise(service), service.extensions.get('x-gantry'));
}

function recognise({ labels, environment }: ServiceSpec): OwnProxyKind | undefined {
  const names = [...labels].map(([name, value]) => [name.toLowerCase(), value.toLowerCase()] as const);
  const isSwitchedOff = names.some(([name, value]) => name === 'traefik.enable' && value === 'false');
  if (!isSwitchedOff && names.some(([name]) => name.startsWith('traefik.'))) return 'traefik';
  if (names.some(([name]) => /^caddy(_\d+)?(\.|$)/.test(name))) return 'caddy-docker-proxy';
  return VIRTUAL_HOSTS.some((name) => environment.get(name)) ? 'nginx-proxy' : undefined;
}

const VIRTUAL_HOSTS = ['VIRTUAL_HOST', 'VIRTUAL_HOST_MULTIPORTS'];
