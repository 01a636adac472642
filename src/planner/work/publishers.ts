import type { Observed, ObservedContainer } from '../../model/observed.ts';
import { isAlive } from '../snapshot/own-containers.ts';

/** By port (`8080/tcp`): who has it before anything is done. */
export function publishersOf(observed: Observed): ReadonlyMap<string, readonly ObservedContainer[]> {
  const found = new Map<string, ObservedContainer[]>();
  for (const container of observed.containers.filter(isAlive))
    for (const key of new Set(container.ports.map(({ published, protocol }) => `${published}/${protocol}`)))
      found.set(key, [...(found.get(key) ?? []), container]);
  return found;
}
