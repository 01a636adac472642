import { LABEL } from '../../model/labels.ts';
import type { ObservedContainer } from '../../model/observed.ts';

/**
 * The containers whose lines are shown: one-off ones only of some services, which have no number.
 * @param lone the services of whose one-off ones lines are shown
 */
export function isShown(
  labels: ObservedContainer['labels'],
  services: readonly string[],
  index: number | undefined,
  lone: ReadonlySet<string | undefined> = new Set(),
): boolean {
  if (labels[LABEL.oneOff] === 'True' && (index || !lone.has(labels[LABEL.service]))) return false;
  if (index && labels[LABEL.containerNumber] !== String(index)) return false;
  return services.length === 0 || services.includes(labels[LABEL.service] ?? '');
}
