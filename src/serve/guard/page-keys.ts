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
  readonly #secrets: { readonly hash: Buffer; readonly until: number }[] = [];
  readonly #keys: { readonly hash: Buffer; readonly user: string | undefined }[] = [];

  /** @param now milliseconds since any moment */
  constructor(now: () => number = () => performance.now()) {
    this.#now = now;
  }

  /** For one link. */
  newSecret(): string {
    const secret = randomBytes(32).toString('base64url');
    this.#secrets.push({ hash: hashOf(secret), until: this.#now() + SECRET_MS });
    if (this.#secrets.length > MOST_SECRETS) this.#secrets.shift();
    return secret;
  }

  /** @returns false: it is no secret of this server, or is used up, or old */
  spend(secret: string): boolean {
    const hash = hashOf(secret);
    const index = this.#secrets.findIndex((known) => timingSafeEqual(known.hash, hash));
    const [known] = index < 0 ? [] : this.#secrets.splice(index, 1);
    return known !== undefined && known.until >= this.#now();
  }

  /** @param user as the proxy says: nobody else can use it, and it is of no use past the proxy. undefined: there is none */
  newKey(user: string | undefined): string {
    const key = randomBytes(32).toString('base64url');
    this.#keys.push({ hash: hashOf(key), user });
    if (this.#keys.length > MOST_KEYS) this.#keys.shift();
    return key;
  }

  /** @param user as the proxy says of this request */
  isKey(key: string, user: string | undefined): boolean {
    const hash = hashOf(key);
    return this.#keys.some((known) => timingSafeEqual(known.hash, hash) && known.user === user);
  }
}

const hashOf = (text: string): Buffer => createHash('sha256').update(text).digest();
