import type { PageCall, PageCalls, PageRefusal } from '../model/page-calls.ts';
import { projectQuery } from './project-address.ts';

const STORED = 'gantry-key';
/** 32 random bytes, as the link has them, and the address of a view. */
const SECRET = /^#([\w-]{43})(\/.*)?$/;

export type KeyResult =
  | { readonly kind: 'key'; readonly key: string; readonly isNew: boolean }
  /** The server does not answer. */
  | { readonly kind: 'lost' }
  | NoKey;

/** The secret of the link, until the server has answered to it. */
let secret: string | undefined;

export interface NoKey {
  readonly kind: 'none';
  readonly reason: string;
  /** A password would do. */
  readonly asksPassword: boolean;
  /** How long none is looked at. */
  readonly waitSeconds?: number;
}

/** The key of this tab: that of before, one for the secret in the link, which is gone from the address at once, or one by the word of a proxy. */
export async function keyOfPage(): Promise<KeyResult> {
  secret = takeSecret() ?? secret;
  if (secret !== undefined) {
    const result = await newKey({ secret });
    if (result.kind !== 'lost') secret = undefined;
    return result;
  }
  const key = sessionStorage.getItem(STORED);
  return key === null ? newKey({}) : { kind: 'key', key, isNew: false };
}

export async function newKey(proof: PageCalls['session']['body']): Promise<KeyResult> {
  try {
    const { status, json } = await post('session', proof);
    const { key, reason = 'this link is of no use', asksPassword = false, waitSeconds } = json;
    if (status !== 200 || key === undefined)
      return { kind: 'none', reason, asksPassword, ...(waitSeconds !== undefined && { waitSeconds }) };
    sessionStorage.setItem(STORED, key);
    return { kind: 'key', key, isNew: true };
  } catch {
    return { kind: 'lost' };
  }
}

export const forgetKey = (): void => sessionStorage.removeItem(STORED);

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
  const isOurs = response.headers.get('content-type')?.startsWith('application/json');
  // Of a proxy, or of the guard, which says no more to whoever it does not know.
  const reason = `the server answers with ${response.status}`;
  return { status: response.status, json: isOurs ? await response.json() : { reason } };
}
