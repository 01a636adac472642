import type { Problem } from '../../diagnostics/problem.ts';

/**
 * The warnings with one for each variable that is not set, at the first place that uses it: the others say the same.
 * `gantry check` lists all places.
 *
 * @param told the messages of earlier calls, which are left out; those of this one are added
 */
export function oncePerVariable(warnings: readonly Problem[], told: Set<string>): readonly Problem[] {
  return warnings.filter(({ code, message }) => {
    if (code !== 'unset-variable') return true;
    if (told.has(message)) return false;
    told.add(message);
    return true;
  });
}
