/** At most so many of the numbers from 1 to `last`, evenly. */
export function spread(last: number, atMost: number): readonly number[] {
  const many = Math.min(last, atMost);
  return Array.from({ length: many }, (_, at) =>
    Math.round(((at + 1) * last) / (many + (many < last ? 1 : 0))),
  );
}
