interface PlaceLimits {
  readonly inAll: number;
  /** Of one address. */
  readonly ofOne: number;
}

/** Connections are few, and one address does not get all of them. */
export class Places {
  readonly #limits: PlaceLimits;
  readonly #taken = new Map<string, number>();
  #sum = 0;

  constructor(limits: PlaceLimits) {
    this.#limits = limits;
  }

  /** @returns gives the place back, once; undefined: there is none */
  take(address: string): (() => void) | undefined {
    const taken = this.#taken.get(address) ?? 0;
    if (this.#sum >= this.#limits.inAll || taken >= this.#limits.ofOne) return undefined;
    this.#add(address, 1);
    let isTaken = true;
    return () => {
      if (isTaken) this.#add(address, -1);
      isTaken = false;
    };
  }

  #add(address: string, by: 1 | -1): void {
    const taken = (this.#taken.get(address) ?? 0) + by;
    if (taken === 0) this.#taken.delete(address);
    else this.#taken.set(address, taken);
    this.#sum += by;
  }
}
