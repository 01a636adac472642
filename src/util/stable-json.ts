/**
 * JSON with the keys of every object in order, so that equal values give equal text.
 *
 * Shape: what `JSON.stringify` takes; a `Map` with string keys is written as an object.
 *        Members that are `undefined` are left out.
 */
export function stableJson(value: unknown): string {
  return JSON.stringify(value, (_key, member: unknown) => {
    if (member instanceof Map) return sorted(member);
    if (member !== null && typeof member === 'object' && !Array.isArray(member))
      return sorted(Object.entries(member));
    return member;
  });
}

function sorted(entries: Iterable<readonly [string, unknown]>): Record<string, unknown> {
  const ordered = [...entries].sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0));
  return Object.fromEntries(ordered);
}
