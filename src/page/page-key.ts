import type { PageCall, PageCalls, PageRefusal } from '../model/page-calls.ts';
import { projectQuery } from './project-address.ts';

const STORED = 'gantry-key';
/** 32 random bytes, as the link has them, and the address of a view. */
const SECRET = /^#([\w-]{43})(\/.*)?$/;

export type KeyResult =
  | { readonly kind: 'key'; readonly key: string }
  /** The server does not answer. */
  | { readonly kind: 'lost' }
  | { readonly kind: 'none'; readonly reason: string };

/** The secret of the link, until the server has answered to it. */
let secret: string | undefined;

/** The key of this tab: that of before, or one for the secret in the link, which is gone from the address at once. */
export async function keyOfPage(): Promise<KeyResult> {
  secret = takeSecret() ?? secret;
  if (secret === undefined) {
    const key = sessionStorage.getItem(STORED);
    return key === null
      ? { kind: 'none', reason: 'this page was opened without its link' }
      : { kind: 'key', key };
  }
  try {
    const { status, json } = await post('session', { secret });
    secret = undefined;
    if (status !== 200 || json.key === undefined)
      return { kind: 'none', reason: json.reason ?? 'this link is of no use' };
    sessionStorage.setItem(STORED, json.key);
    return { kind: 'key', key: json.key };
  } catch {
    return { kind: 'lost' };
  }
}

function takeSecret(): string | undefined {
  const [, found, address] = SECRET.exec(location.hash) ?? [];
  if (found === undefined) return undefined;
  history.replaceState(
    null,
    '',
    address === undefined ? `${location.pathname}${projectQuery}` : `#${address}`,
  );
  return found;
}

interface Answer<Name extends PageCall> {
  readonly status: number;
  /** As much of it as the server gave, or the reason why there is none. */
  readonly json: Partial<PageCalls[Name]['answer'] & PageRefusal>;
}

export async function post<Name extends PageCall>(
  name: Name,
  body: PageCalls[Name]['body'],
): Promise<Answer<Name>> {
  const key = sessionStorage.getItem(STORED);
  const response = await fetch(`/api/${name}${projectQuery}`, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      ...(key !== null && { authorization: `Bearer ${key}` }),
    },
    body: JSON.stringify(body),
  });
  return { status: response.status, json: await response.json() };
}
