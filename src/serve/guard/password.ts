import { randomBytes, scrypt, timingSafeEqual } from 'node:crypto';

/** 32 MB and about a tenth of a second for each try, one try at a time. */
const COST = { N: 2 ** 15, r: 8, p: 1, maxmem: 64 * 1024 * 1024 };
const SHORTEST = 12;
/** Units of UTF-16, which a call of the page has room for however they are written. */
const LONGEST = 512;

/** @returns what is wrong with a password that somebody chose: `has more than one line`. undefined: nothing */
export function passwordFault(password: string): string | undefined {
  if ([...password.trim()].length < SHORTEST)
    return `has fewer than ${SHORTEST} characters (blanks at its ends do not count)`;
  if (password.length > LONGEST) return `has more than ${LONGEST} characters`;
  if (/[\r\n]/.test(password)) return 'has more than one line';
  return /\p{Cc}/u.test(password) ? 'has characters that nobody can type' : undefined;
}

/** The password of a shared page. Only what scrypt makes of it is kept. */
export class Password {
  readonly #salt = randomBytes(16);
  readonly #expected: Promise<Buffer>;
  #last: Promise<unknown>;

  constructor(password: string) {
    this.#expected = derive(password, this.#salt);
    this.#last = this.#expected;
  }

  /** Takes the same time whatever was sent. */
  async isRight(typed: string): Promise<boolean> {
    const derived = this.#last.then(() => derive(typed.slice(0, LONGEST), this.#salt));
    // One that fails, as memory is short, does not fail those behind it.
    this.#last = derived.catch(() => {});
    return timingSafeEqual(await derived, await this.#expected) && typed.length <= LONGEST;
  }
}

const derive = (password: string, salt: Buffer): Promise<Buffer> =>
  new Promise((resolve, reject) => {
    scrypt(password, salt, 32, COST, (error, key) => (error ? reject(error) : resolve(key)));
  });
