import type { FieldChange } from '../../model/plan.ts';
import { visible } from '../../util/disarm.ts';

/** `ports: 80 → 8080`. Some values are unknown, and masked values look alike. */
export function showField({ remark, ...change }: FieldChange): string {
  // A value of a file could else hide a line of the plan, or make one up.
  const shown = visible(showChange(change));
  return remark === undefined ? shown : `${shown} (${visible(remark)})`;
}

function showChange({ field, from, to, how }: FieldChange): string {
  if (how === 'replaced') return `${field}: replaced by another file`;
  if (from === undefined && to === undefined) return `${field}: changed`;
  if (from === to) return `${field}: ${showSide(from)} → another value`;
  return `${field}: ${showSide(from)} → ${showSide(to)}`;
}

/** The old or the new value of a field. In quotes where nobody would see it, or where it ends: an empty one, and blanks around one. */
export function showSide(value: string | undefined): string {
  if (value === undefined) return '(unset)';
  return value === '' || value !== value.trim() ? `"${value}"` : value;
}
