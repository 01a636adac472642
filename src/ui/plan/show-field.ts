import type { FieldChange } from '../../model/plan.ts';

/** `ports: 80 → 8080`. Some values are unknown, and masked values look alike. */
export function showField({ remark, ...change }: FieldChange): string {
  return remark === undefined ? showChange(change) : `${showChange(change)} (${remark})`;
}

function showChange({ field, from, to }: FieldChange): string {
  if (from === undefined && to === undefined) return `${field}: changed`;
  if (from === to) return `${field}: ${from} → another value`;
  return `${field}: ${from ?? '(unset)'} → ${to ?? '(unset)'}`;
}
