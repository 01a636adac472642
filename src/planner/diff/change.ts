import type { FieldChange } from '../../model/plan.ts';
import { defined } from '../../util/defined.ts';
import { maskValue } from '../../util/looks-secret.ts';

export const change = (field: string, from: string | undefined, to: string | undefined): FieldChange =>
  defined<FieldChange>({ field, from, to });

/** What differs between two maps, by key in order. `show` gives the words for a value; secrets are hidden by default. */
export function compareMaps(
  field: string,
  have: ReadonlyMap<string, string>,
  want: ReadonlyMap<string, string>,
  show: (key: string, value: string) => string = maskValue,
): readonly FieldChange[] {
  const keys = [...new Set([...have.keys(), ...want.keys()])].sort();
  return keys.flatMap((key) => {
    const [from, to] = [have.get(key), want.get(key)];
    if (from === to) return [];
    return [
      change(
        `${field}.${key}`,
        from === undefined ? undefined : show(key, from),
        to === undefined ? undefined : show(key, to),
      ),
    ];
  });
}
