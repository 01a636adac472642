const PIECE = 64;

/**
 * A map whose keys are fixed and whose values are replaced one at a time, without changing the map that was: the new one shares
 * all but a small piece with it. A copy of a whole map for each of thousands of changes would take minutes.
 */
export class PiecewiseMap<Key, Value> {
  readonly #places: ReadonlyMap<Key, number>;
  readonly #pieces: readonly (readonly Value[])[];

  private constructor(places: ReadonlyMap<Key, number>, pieces: readonly (readonly Value[])[]) {
    this.#places = places;
    this.#pieces = pieces;
  }

  static of<Key, Value>(entries: Iterable<readonly [Key, Value]>): PiecewiseMap<Key, Value> {
    const all = [...new Map(entries)];
    const pieces: Value[][] = [];
    for (let at = 0; at < all.length; at += PIECE)
      pieces.push(all.slice(at, at + PIECE).map(([, value]) => value));
    return new PiecewiseMap(new Map(all.map(([key], place) => [key, place])), pieces);
  }

  get(key: Key): Value | undefined {
    const place = this.#places.get(key);
    return place === undefined ? undefined : this.#pieces[Math.floor(place / PIECE)]?.[place % PIECE];
  }

  /** @returns a map with this value; the same one when it has no such key */
  with(key: Key, value: Value): PiecewiseMap<Key, Value> {
    const place = this.#places.get(key);
    if (place === undefined) return this;
    const number = Math.floor(place / PIECE);
    const piece = this.#pieces[number]?.with(place % PIECE, value) ?? [];
    return new PiecewiseMap(this.#places, this.#pieces.with(number, piece));
  }

  values(): readonly Value[] {
    return this.#pieces.flat();
  }
}
