/** Every choice of a run is made by it, so the same number makes the same run. */
export const SEED = Number(process.env.GANTRY_CHAOS_SEED ?? 1);

const MINUTES = process.env.GANTRY_CHAOS_MINUTES;

/** The name of one case, to try it again. */
export const ONLY = process.env.GANTRY_CHAOS_CASE;

/** Faults of the engine at the calls of these commands alone, as they begin: `logs -f,watch`. */
export const FAULTS_OF = process.env.GANTRY_FAULTS_OF?.split(',');

/** How much is tried: one case, a part that ends after a fixed number of cases, or everything for so many minutes. */
export const EXTENT = ONLY !== undefined ? 'one' : MINUTES === undefined ? 'part' : 'everything';

/** How to try a case again, for the message of its failure. */
export const again = (name: string): string => `GANTRY_CHAOS_CASE='${name}' npm run test:chaos`;

/** A way to choose that depends on the seed and this name alone, not on what else is chosen. */
export class Choice {
  #state: number;

  constructor(seed: number, name: string) {
    // FNV-1a over the name.
    this.#state = [...name].reduce(
      (hash, letter) => Math.imul(hash ^ letter.charCodeAt(0), 16_777_619),
      seed | 0,
    );
  }

  /** A whole number from 0 to below `end`. Mulberry32. */
  below(end: number): number {
    this.#state = (this.#state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(this.#state ^ (this.#state >>> 15), 1 | this.#state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) % end;
  }

  /** So many of these, each at most once. */
  some<T>(from: readonly T[], count: number): readonly T[] {
    const rest = [...from];
    return Array.from({ length: Math.min(count, rest.length) }, () =>
      rest.splice(this.below(rest.length), 1),
    ).flat();
  }
}

/** A part of these, by the seed. */
export const partOf = <T>(name: string, cases: readonly T[], count: number): readonly T[] =>
  new Choice(SEED, name).some(cases, count);

/** As `partOf`, but whether a case is chosen depends on its own name: that others come or go changes little. */
export const partByName = <T>(cases: readonly T[], nameOf: (one: T) => string, count: number): readonly T[] =>
  cases
    .map((one) => ({ one, rank: new Choice(SEED, nameOf(one)).below(2 ** 31) }))
    .toSorted((a, b) => a.rank - b.rank)
    .slice(0, count)
    .map(({ one }) => one);

const END = performance.now() + Number(MINUTES ?? 0) * 60_000;

/** Tries these in an order by the seed, so many at a time, and again by the next seeds as long as there is time. */
export async function tryUntilTheEnd<T>(
  cases: readonly T[],
  atATime: number,
  tryOne: (one: T) => Promise<void>,
): Promise<void> {
  const order = inOrder(cases);
  const work = async (): Promise<void> => {
    for (const one of order) await tryOne(one);
  };
  await Promise.all(Array.from({ length: atATime }, work));
}

function* inOrder<T>(cases: readonly T[]): Generator<T> {
  for (let seed = SEED; ; seed++) {
    for (const one of new Choice(seed, 'everything').some(cases, cases.length)) {
      if (performance.now() >= END) return;
      yield one;
    }
  }
}
