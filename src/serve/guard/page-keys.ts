import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';

const SECRET_MS = 5 * 60_000;
/** More pages than anybody opens; older keys go. */
const MOST_KEYS = 32;
const MOST_SECRETS = 8;

/**
 * Secrets for links, and the keys that they are traded for. A secret is good for one page and for five minutes, as it stands in a terminal
 * and in the history of a shell. A key is in the memory of one page and dies with this process. Only hashes are kept, which also makes
 * comparing take the same time whatever was sent.
 */
export class PageKeys {
  readonly #now: () => number;
  readonly #secrets: { readonly hash: Buffer; readonly until: number }[] = [];
  readonly #keys: Buffer[] = [];

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

  /** @returns the key; undefined: it is no secret of this server, or is used up, or old */
  trade(secret: string): string | undefined {
    const hash = hashOf(secret);
    const index = this.#secrets.findIndex((known) => timingSafeEqual(known.hash, hash));
    const [known] = index < 0 ? [] : this.#secrets.splice(index, 1);
    if (known === undefined || known.until < this.#now()) return undefined;
    const key = randomBytes(32).toString('base64url');
    this.#keys.push(hashOf(key));
    if (this.#keys.length > MOST_KEYS) this.#keys.shift();
    return key;
  }

  isKey(key: string): boolean {
    const hash = hashOf(key);
    return this.#keys.some((known) => timingSafeEqual(known, hash));
  }
}

const hashOf = (text: string): Buffer => createHash('sha256').update(text).digest();
