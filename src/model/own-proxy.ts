import { isJsonMap, type Json } from './json.ts';
import { readSettleMs } from './settle.ts';

/** A proxy of the user's own that follows the engine's events and sends requests to the containers of services. */
export type OwnProxyKind = 'traefik' | 'nginx-proxy' | 'caddy-docker-proxy' | 'other';

export interface OwnProxy {
  readonly kind: OwnProxyKind;
  /** How long it gets to notice a new container before an update goes on. */
  readonly noticeMs: number;
}

/**
 * Traefik takes no two configurations within 2 seconds (`providersThrottleDuration`); caddy-docker-proxy waits 0.1 s after an event
 * (`event-throttle-interval`), docker-gen of nginx-proxy not at all unless `-wait` is given. One more second is for their own work.
 */
const NOTICE_MS = 3_000;

/**
 * Reads the value of `behind-proxy`: whether the service is behind a proxy, or how long that needs to notice a new container.
 *
 * @returns milliseconds; `none`: there is no proxy; undefined when it is none of these
 */
export function readBehindProxy(json: Json): number | 'none' | undefined {
  if (json === true) return NOTICE_MS;
  return json === false ? 'none' : readSettleMs(json);
}

/** What a valid `x-gantry` of a service makes of the proxy that its labels or variables tell of. */
export function ownProxyFor(kind: OwnProxyKind | undefined, gantry: Json | undefined): OwnProxy | undefined {
  const written = isJsonMap(gantry) ? gantry['behind-proxy'] : undefined;
  const read = written === undefined ? undefined : readBehindProxy(written);
  if (read === 'none') return undefined;
  if (kind === undefined && read === undefined) return undefined;
  return { kind: kind ?? 'other', noticeMs: read ?? NOTICE_MS };
}

/** In a sentence. */
export const proxyName = (kind: OwnProxyKind): string => (kind === 'other' ? 'its proxy' : kind);
