/**
 * What has changed between two values of JSON: `null` is gone, an array of one holds the new value, and an object says what has changed
 * in the members of an object. Arrays are replaced whole.
 */
export type PagePatch = null | readonly [value: unknown] | { readonly [member: string]: PagePatch };

/** @returns undefined: nothing has changed */
export function diffPage(before: unknown, after: unknown): PagePatch | undefined {
  if (before === after) return undefined;
  if (!isRecord(before) || !isRecord(after)) return isSame(before, after) ? undefined : [after];
  const members: [string, PagePatch][] = [];
  for (const name of Object.keys(before))
    if (!Object.hasOwn(after, name) || after[name] === undefined) members.push([name, null]);
  for (const [name, value] of Object.entries(after)) {
    if (value === undefined) continue;
    const patch = Object.hasOwn(before, name) ? diffPage(before[name], value) : ([value] as const);
    if (patch !== undefined) members.push([name, patch]);
  }
  // Not by assignment, which gives a member `__proto__` another meaning.
  return members.length === 0 ? undefined : Object.fromEntries(members);
}

/** What has not changed stays the same object, so that whoever draws it need not look at it. */
export function patchPage(before: unknown, patch: PagePatch): unknown {
  if (patch === null) return undefined;
  if (isList(patch)) return patch[0];
  const members = new Map(Object.entries(isRecord(before) ? before : {}));
  for (const [name, change] of Object.entries(patch)) {
    if (change === null) members.delete(name);
    else members.set(name, patchPage(members.get(name), change));
  }
  return Object.fromEntries(members);
}

const isList = (patch: PagePatch): patch is readonly [unknown] => Array.isArray(patch);

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

function isSame(one: unknown, other: unknown): boolean {
  if (one === other) return true;
  if (Array.isArray(one) && Array.isArray(other))
    return one.length === other.length && one.every((item, index) => isSame(item, other[index]));
  if (!isRecord(one) || !isRecord(other)) return false;
  return diffPage(one, other) === undefined;
}
