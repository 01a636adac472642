import type { FieldChange } from '../../model/plan.ts';
import { visible } from '../../util/disarm.ts';

/** `ports: 80 → 8080`. Some values are unknown, and masked values look alike. */
export function showField({ remark, ...change }: FieldChange): string {
  // A value of a file could else hide a line of the plan, or make one up.
  const shown = visible(showChange(change));
  return remark === undefined ? shown : `${shown} (${visible(remark)})`;
}

function showChange({ field, from, to }: FieldChange): string {
  if (from === undefined && to === undefined) return `${field}: changed`;
  if (from === to) return `${field}: ${from} → another value`;
  return `${field}: ${from ?? '(unset)'} → ${to ?? '(unset)'}`;
}
