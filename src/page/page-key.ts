const STORED = 'gantry-key';
/** 32 random bytes, as the link has them. */
const SECRET = /^#[\w-]{43}$/;

export type KeyResult =
  | { readonly kind: 'key'; readonly key: string }
  /** The server does not answer. */
  | { readonly kind: 'lost' }
  | { readonly kind: 'none'; readonly reason: string };

/** The key of this tab: that of before, or one for the secret in the link, which is gone from the address at once. */
export async function keyOfPage(): Promise<KeyResult> {
  const secret = takeSecret();
  if (secret === undefined) {
    const key = sessionStorage.getItem(STORED);
    return key === null
      ? { kind: 'none', reason: 'this page was opened without its link' }
      : { kind: 'key', key };
  }
  try {
    const { status, json } = await post('session', { secret });
    if (status !== 200 || json.key === undefined)
      return { kind: 'none', reason: json.reason ?? 'this link is of no use' };
    sessionStorage.setItem(STORED, json.key);
    return { kind: 'key', key: json.key };
  } catch {
    return { kind: 'lost' };
  }
}

function takeSecret(): string | undefined {
  if (!SECRET.test(location.hash)) return undefined;
  const secret = location.hash.slice(1);
  history.replaceState(null, '', location.pathname);
  return secret;
}

interface Answer {
  readonly status: number;
  readonly json: { readonly [name: string]: string | undefined };
}

/** @param name of the operation */
export async function post(name: string, body: object): Promise<Answer> {
  const key = sessionStorage.getItem(STORED);
  const response = await fetch(`/api/${name}`, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      ...(key !== null && { authorization: `Bearer ${key}` }),
    },
    body: JSON.stringify(body),
  });
  return { status: response.status, json: await response.json() };
}
