import type { Guard } from '../../model/plan.ts';

/** Under which condition something happens. */
export type When = 'never' | 'always' | Guard;

/** It happens when one of these does. */
export function anyOf(conditions: readonly When[]): When {
  if (conditions.includes('always')) return 'always';
  const guards = new Map<string, Guard>();
  for (const condition of conditions)
    if (typeof condition === 'object') for (const guard of parts(condition)) guards.set(keyOf(guard), guard);
  const [first, ...others] = [...guards.values()];
  if (!first) return 'never';
  return others.length > 0 ? { ...first, or: others } : first;
}

/** As a step carries it: no guard when it always happens. */
export const guardOf = (when: When): Guard | undefined => (typeof when === 'object' ? when : undefined);

/** Whether two steps are done under the same condition; none: always. */
export const sameGuard = (a: Guard | undefined, b: Guard | undefined): boolean =>
  a === b || JSON.stringify(a) === JSON.stringify(b);

function parts({ or = [], ...own }: Guard): readonly Guard[] {
  return [own, ...or.flatMap(parts)];
}

const keyOf = (guard: Guard): string =>
  'image' in guard ? `${guard.image} ${guard.differsFrom}` : `variables ${guard.source.step}`;
