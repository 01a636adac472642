/**
 * JSON with the keys of every object in order, so that equal values give equal text.
 *
 * Shape: everything that `JSON.stringify` accepts; a `Map` with string keys is written as an object.
 *        Members that are `undefined` are left out.
 */
export function stableJson(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map((item) => stableJson(item ?? null)).join(',')}]`;
  if (value instanceof Map) return members([...value]);
  // An object with its own JSON form, such as a `Sensitive`.
  if (typeof value === 'object' && value !== null && !('toJSON' in value))
    return members(Object.entries(value));
  return JSON.stringify(value);
}

function members(entries: readonly (readonly [string, unknown])[]): string {
  const written = entries
    .filter(([, value]) => value !== undefined)
    .sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0))
    .map(([key, value]) => `${JSON.stringify(key)}:${stableJson(value)}`);
  return `{${written.join(',')}}`;
}
