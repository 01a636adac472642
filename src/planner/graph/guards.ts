import type { Guard } from '../../model/plan.ts';
import { byKey } from '../../util/by-key.ts';

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
  a === b || (a !== undefined && b !== undefined && keysOf(a) === keysOf(b));

function parts({ or = [], ...own }: Guard): readonly Guard[] {
  return [own, ...or.flatMap(parts)];
}

/** In order: the first condition names the step of the plan that decides. */
const keysOf = (guard: Guard): string => parts(guard).map(keyOf).join('\n');

/** Two containers may have different variables of one source: what one has says nothing of the other. */
function keyOf(guard: Guard): string {
  if ('image' in guard) return `${guard.image} ${guard.differsFrom}`;
  if ('pinned' in guard) return `pinned ${guard.pinned} ${guard.differsFrom}`;
  if ('failed' in guard) return `failed ${guard.failed.join(' ')}`;
  const { source, has, gave } = guard;
  return JSON.stringify([source, byKey(has).map(([name, value]) => [name, value.reveal()]), gave]);
}
