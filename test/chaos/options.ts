/** Every choice of a run is made by it, so the same number makes the same run. */
export const SEED = Number(process.env.GANTRY_CHAOS_SEED ?? 1);

/** Go on, with the next seeds, for so long. Undefined: the bounded run, which ends after a fixed number of cases. */
const MINUTES =
  process.env.GANTRY_CHAOS_MINUTES === undefined ? undefined : Number(process.env.GANTRY_CHAOS_MINUTES);

/** The name of one case, to try it again. */
export const ONLY = process.env.GANTRY_CHAOS_CASE;

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

const END = performance.now() + (MINUTES ?? 0) * 60_000;

/**
 * Those of a bounded run: so many, chosen by the seed. On demand all of them, in an order by the seed, and again with the next
 * seeds as long as there is time.
 */
export function* chosen<T>(name: string, from: readonly T[], count: number): Iterable<T> {
  if (MINUTES === undefined) return yield* new Choice(SEED, name).some(from, count);
  for (let seed = SEED; ; seed++) {
    for (const one of new Choice(seed, name).some(from, from.length)) {
      if (performance.now() >= END) return;
      yield one;
    }
  }
}
