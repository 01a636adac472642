import type { PageKeys } from './page-keys.ts';
import { Password } from './password.ts';
import { addressGroup } from './peer-address.ts';
import { TryLimits } from './try-limits.ts';

/** Who asks to be let in. */
export interface Visitor {
  /** Of the other end of the connection. */
  readonly address: string;
  /** As a proxy says that is trusted. */
  readonly user: string | undefined;
}

/** What somebody has who is let in: the secret of a link, or the password. */
interface Proof {
  readonly secret?: unknown;
  readonly password?: unknown;
}

export type Admitted =
  | { readonly key: string }
  | { readonly status: 403 | 429; readonly reason: string; readonly waitSeconds?: number };

/** What happened at the door, for whoever serves the page. */
export type DoorEvent = Visitor & { readonly kind: 'admitted' | 'wrong-password' };

interface AdmissionOptions {
  readonly keys: PageKeys;
  /** Absent: none opens the page. */
  readonly password?: string | undefined;
  /** Milliseconds since any moment. */
  readonly now: () => number;
  readonly onEvent: (event: DoorEvent) => void;
}

/** The door: gives keys for links, for the password, and to whom the proxy names. */
export class Admission {
  readonly #options: AdmissionOptions;
  readonly #password: Password | undefined;
  readonly #limits: TryLimits;

  constructor(options: AdmissionOptions) {
    this.#options = options;
    this.#password = options.password === undefined ? undefined : new Password(options.password);
    this.#limits = new TryLimits(options.now);
  }

  get asksPassword(): boolean {
    return this.#password !== undefined;
  }

  async admit({ secret, password }: Proof, visitor: Visitor): Promise<Admitted> {
    if (typeof password === 'string') return this.#byPassword(password, visitor);
    const { keys } = this.#options;
    if (typeof secret === 'string') {
      if (keys.spend(secret, visitor.user)) return this.#admitted(visitor);
      return { status: 403, reason: 'this link was used, or is too old' };
    }
    if (visitor.user !== undefined) return this.#admitted(visitor);
    return { status: 403, reason: 'this page was opened without its link' };
  }

  async #byPassword(typed: string, visitor: Visitor): Promise<Admitted> {
    if (!this.#password) return { status: 403, reason: 'no password opens this page' };
    const group = addressGroup(visitor.address);
    const waitMs = this.#limits.begin(group);
    if (waitMs > 0)
      return { status: 429, reason: 'too many wrong passwords', waitSeconds: Math.ceil(waitMs / 1000) };
    if (await this.#password.isRight(typed)) {
      this.#limits.giveBack(group);
      return this.#admitted(visitor);
    }
    this.#options.onEvent({ kind: 'wrong-password', ...visitor });
    return { status: 403, reason: 'this is not the password' };
  }

  #admitted(visitor: Visitor): Admitted {
    const { keys, onEvent } = this.#options;
    onEvent({ kind: 'admitted', ...visitor });
    return { key: keys.newKey(visitor.user) };
  }
}
