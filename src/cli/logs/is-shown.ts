import { LABEL } from '../../model/labels.ts';
import type { ObservedContainer } from '../../model/observed.ts';

/** The containers whose lines are shown: no one-off ones. */
export function isShown(
  labels: ObservedContainer['labels'],
  services: readonly string[],
  index: number | undefined,
): boolean {
  if (labels[LABEL.oneOff] === 'True') return false;
  if (index && labels[LABEL.containerNumber] !== String(index)) return false;
  return services.length === 0 || services.includes(labels[LABEL.service] ?? '');
}
