import type { Answer, Call } from './answer.ts';
import { ARCHIVE_CALLS } from './archive-calls.ts';
import { CONTAINER_CALLS } from './container-calls.ts';
import { IMAGE_CALLS } from './image-calls.ts';
import { NETWORK_CALLS } from './network-calls.ts';
import { PROCESS_CALLS } from './process-calls.ts';
import { SWARM_CALLS } from './swarm-calls.ts';
import { SYSTEM_CALLS } from './system-calls.ts';
import { VOLUME_CALLS } from './volume-calls.ts';
import type { World } from './world.ts';

type Handler = (world: World, call: Call) => Answer | Promise<Answer>;

/** By method and path; `{id}` stands for one name, which may have slashes in it. */
export type Calls = Readonly<Record<string, Handler>>;

const ALL: Calls = {
  ...SYSTEM_CALLS,
  ...CONTAINER_CALLS,
  ...PROCESS_CALLS,
  ...ARCHIVE_CALLS,
  ...NETWORK_CALLS,
  ...VOLUME_CALLS,
  ...IMAGE_CALLS,
  ...SWARM_CALLS,
};

interface Route {
  readonly method: string;
  readonly pattern: string;
  readonly matches: RegExp;
  readonly handle: Handler;
}

/** Paths without a name first: they are no names. */
const ROUTES: readonly Route[] = Object.entries(ALL)
  .map(([key, handle]) => {
    const [method = '', pattern = ''] = key.split(' ');
    return { method, pattern, matches: new RegExp(`^${pattern.replace(/\{\w+\}/, '(.+)')}$`), handle };
  })
  .sort((a, b) => Number(a.pattern.includes('{')) - Number(b.pattern.includes('{')));

interface Found {
  readonly pattern: string;
  readonly name: string;
  readonly handle: Handler;
}

/** @returns undefined when the engine has no such path */
export function routeOf(method: string, path: string): Found | undefined {
  for (const route of ROUTES) {
    if (route.method !== method) continue;
    const found = route.matches.exec(path);
    if (found)
      return { pattern: route.pattern, name: decodeURIComponent(found[1] ?? ''), handle: route.handle };
  }
  return undefined;
}

/**
 * Calls that stay open until something happens: they are not work that is under way, and nobody limits how many there are
 * for that reason.
 */
const LONG: ReadonlySet<string> = new Set([
  'GET /events',
  'POST /containers/{id}/wait',
  'POST /containers/{id}/attach',
  'GET /containers/{id}/logs',
  'GET /containers/{id}/stats',
  'POST /exec/{id}/start',
]);

export const isLong = (method: string, pattern: string): boolean => LONG.has(`${method} ${pattern}`);
