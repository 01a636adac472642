import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';

const SECRET_MS = 5 * 60_000;
/** More pages than anybody opens; older keys go. */
const MOST_KEYS = 64;
const MOST_SECRETS = 8;

/**
 * Secrets for links, and the keys that they are traded for. A secret is good for one page and for five minutes, as it stands in a terminal
 * and in the history of a shell. A key is in the memory of one page and dies with this process. Only hashes are kept, which also makes
 * comparing take the same time whatever was sent.
 */
export class PageKeys {
  readonly #now: () => number;
  readonly #secrets: (Known & { readonly until: number })[] = [];
  readonly #keys: Known[] = [];

  /** @param now milliseconds since any moment */
  constructor(now: () => number = () => performance.now()) {
    this.#now = now;
  }

  /** For one link. @param user whose page asks for it: it is of no use to anybody else. undefined: a terminal does, or a page of no user */
  newSecret(user?: string): string {
    const secret = randomBytes(32).toString('base64url');
    this.#secrets.push({ hash: hashOf(secret), user, until: this.#now() + SECRET_MS });
    dropOne(this.#secrets, MOST_SECRETS);
    return secret;
  }

  /** @param user as the proxy says of this request. @returns false: it is no secret of this server, or is used up, or old, or of another user */
  spend(secret: string, user: string | undefined): boolean {
    const hash = hashOf(secret);
    const index = this.#secrets.findIndex((known) => timingSafeEqual(known.hash, hash));
    const [known] = index < 0 ? [] : this.#secrets.splice(index, 1);
    if (known === undefined || known.until < this.#now()) return false;
    return known.user === undefined || known.user === user;
  }

  /** @param user as the proxy says: nobody else can use it, and it is of no use past the proxy. undefined: there is none */
  newKey(user: string | undefined): string {
    const key = randomBytes(32).toString('base64url');
    this.#keys.push({ hash: hashOf(key), user });
    dropOne(this.#keys, MOST_KEYS);
    return key;
  }

  /** @param user as the proxy says of this request */
  isKey(key: string, user: string | undefined): boolean {
    const hash = hashOf(key);
    return this.#keys.some((known) => timingSafeEqual(known.hash, hash) && known.user === user);
  }
}

interface Known {
  readonly hash: Buffer;
  readonly user: string | undefined;
}

/** Where there are too many, the oldest of whoever has the most of them goes: nobody takes those of the others. */
function dropOne(all: Known[], most: number): void {
  if (all.length <= most) return;
  const counts = new Map<string | undefined, number>();
  for (const { user } of all) counts.set(user, (counts.get(user) ?? 0) + 1);
  const largest = Math.max(...counts.values());
  all.splice(
    all.findIndex(({ user }) => counts.get(user) === largest),
    1,
  );
}

const hashOf = (text: string): Buffer => createHash('sha256').update(text).digest();
