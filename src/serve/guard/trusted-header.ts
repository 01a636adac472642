import { type Refusal, valuesOf } from './check-request.ts';

export interface TrustedHeader {
  /** In lower case: `remote-user`. */
  readonly name: string;
  /** The addresses of the proxies that may send it. */
  readonly proxies: ReadonlySet<string>;
}

/** Of a name that a proxy gives. */
const LONGEST_USER = 256;

/**
 * Whom a request comes from, as the proxy says. Nobody else may send that header: a request that has it from elsewhere, or twice, was not made
 * by a browser of anybody who is let in.
 *
 * @param address of the other end of the connection
 * @returns `user` undefined: the proxy names nobody
 */
export function readTrustedHeader(
  rawHeaders: readonly string[],
  address: string,
  { name, proxies }: TrustedHeader,
): { readonly user: string | undefined } | Refusal {
  const [user, ...others] = valuesOf(rawHeaders, name);
  if (user === undefined) return { user };
  if (others.length > 0) return { status: 400, reason: 'the header of the proxy is there twice' };
  if (!proxies.has(address)) return { status: 403, reason: 'only the proxy may send its header' };
  if (user.length > LONGEST_USER) return { status: 400, reason: 'the header of the proxy is too long' };
  return { user: user === '' ? undefined : user };
}
