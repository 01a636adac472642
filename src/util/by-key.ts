/** The entries of a map in the order of its keys (by code unit), so that the same input always gives the same result. */
export function byKey<Value>(map: ReadonlyMap<string, Value>): readonly (readonly [string, Value])[] {
  return [...map].sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0));
}
