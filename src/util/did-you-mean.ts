/**
 * The candidate that is most similar to `name`.
 *
 * Shape: at most a third of the letters may differ (insert, delete, replace, or swap of neighbours), case ignored.
 * @returns undefined when none is similar enough.
 */
export function didYouMean(name: string, candidates: Iterable<string>): string | undefined {
  const wanted = name.toLowerCase();
  let best: string | undefined;
  let limit = Math.max(1, Math.floor(name.length / 3));
  for (const candidate of candidates) {
    const distance = distanceWithin(limit, wanted, candidate.toLowerCase());
    if (distance === undefined) continue;
    best = candidate;
    if (distance === 0) break;
    // Only a smaller distance can be better.
    limit = distance - 1;
  }
  return best;
}

/**
 * Optimal string alignment distance: Damerau-Levenshtein without touching a letter twice.
 * @returns undefined when the distance exceeds `limit`; so only cells near the diagonal are computed.
 */
function distanceWithin(limit: number, a: string, b: string): number | undefined {
  if (Math.abs(a.length - b.length) > limit) return undefined;
  const far = limit + 1;
  let beforeLast: number[] = [];
  let nearestBefore = 0;
  let last = Array.from({ length: b.length + 1 }, (_, column) => column);
  for (let row = 1; row <= a.length; row++) {
    const current: number[] = [];
    const from = Math.max(1, row - limit);
    const to = Math.min(b.length, row + limit);
    current[from - 1] = from === 1 ? row : far;
    let nearest = from === 1 ? row : far;
    for (let column = from; column <= to; column++) {
      const cost = a[row - 1] === b[column - 1] ? 0 : 1;
      let value = Math.min(
        (current[column - 1] ?? far) + 1,
        (last[column] ?? far) + 1,
        (last[column - 1] ?? far) + cost,
      );
      const swapped = a[row - 1] === b[column - 2] && a[row - 2] === b[column - 1];
      if (row > 1 && column > 1 && swapped) value = Math.min(value, (beforeLast[column - 2] ?? far) + 1);
      current[column] = value;
      nearest = Math.min(nearest, value);
    }
    // Two rows, because a swap of neighbours steps over one.
    if (nearest > limit && nearestBefore > limit) return undefined;
    nearestBefore = nearest;
    beforeLast = last;
    last = current;
  }
  const distance = last[b.length] ?? far;
  return distance > limit ? undefined : distance;
}
