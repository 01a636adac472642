/** The head of a request, as it came. */
export interface RequestHead {
  readonly method: string;
  /** As it stood in the request line. */
  readonly url: string;
  /** Names and values in turn, so that what is there twice is there twice. */
  readonly rawHeaders: readonly string[];
}

/** What is asked for: the page itself, one of its files, an operation, or the websocket. */
export type RequestKind = 'page' | 'file' | 'call' | 'socket';

export interface Refusal {
  readonly status: 400 | 403 | 405 | 415 | 421;
  /** For whoever looks for the reason; nothing of the request is in it. */
  readonly reason: string;
}

/**
 * Whether a request may be looked at. @param own what the page may be opened by: by `gantry-k3f9.localhost:4711`, as `Host` has it, the origins
 *
 * - A name that somebody else made lead here is refused by its `Host`.
 * - Another site, and another port of this machine, is refused by its `Origin`. Browsers leave it out of simple reads; whatever changes
 *   something, and a websocket, has to have it.
 * - `Sec-Fetch-Site` refuses what has no `Origin`. Browsers leave it out under names that they do not trust, so nothing follows from its absence.
 *
 * @returns undefined: it may
 */
export function checkRequest(
  { method, url, rawHeaders }: RequestHead,
  kind: RequestKind,
  own: ReadonlyMap<string, ReadonlySet<string>>,
): Refusal | undefined {
  // The absolute form carries a name of its own, which would win over `Host`.
  const [host, ...others] = valuesOf(rawHeaders, 'host');
  const allowed = own.get(host ?? '');
  if (!url.startsWith('/') || others.length > 0 || !allowed)
    return { status: 421, reason: 'this server does not have that name' };
  if (method === 'OPTIONS') return { status: 403, reason: 'other sites may ask for nothing here' };
  if (!METHODS[kind].includes(method)) return { status: 405, reason: 'not with this method' };
  const origins = valuesOf(rawHeaders, 'origin');
  if (origins.some((origin) => !allowed.has(origin)) || origins.length > 1)
    return { status: 403, reason: 'another origin' };
  const changes = kind === 'call' || kind === 'socket';
  if (changes && origins.length === 0) return { status: 403, reason: 'the origin is missing' };
  const sites = valuesOf(rawHeaders, 'sec-fetch-site');
  if (sites.some((site) => !SITES[kind].includes(site))) return { status: 403, reason: 'another site' };
  if (kind !== 'call') return undefined;
  const types = valuesOf(rawHeaders, 'content-type');
  // A form of another site can have three types without asking, and this is none of them.
  if (types.length !== 1 || types[0] !== 'application/json')
    return { status: 415, reason: 'the body has to be application/json' };
  return undefined;
}

const METHODS: Readonly<Record<RequestKind, readonly string[]>> = {
  page: ['GET', 'HEAD'],
  file: ['GET', 'HEAD'],
  call: ['POST'],
  socket: ['GET'],
};

/** Anybody may lead to the page, which has nothing in it; its files are loaded by the page, or typed in. */
const SITES: Readonly<Record<RequestKind, readonly string[]>> = {
  page: ['same-origin', 'same-site', 'cross-site', 'none'],
  file: ['same-origin', 'none'],
  call: ['same-origin'],
  socket: ['same-origin'],
};

export function valuesOf(rawHeaders: readonly string[], name: string): readonly string[] {
  return rawHeaders.flatMap((value, index) =>
    index % 2 === 1 && rawHeaders[index - 1]?.toLowerCase() === name ? [value] : [],
  );
}
