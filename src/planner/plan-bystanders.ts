import type { ObservedContainer } from '../model/observed.ts';
import { byKey } from '../util/by-key.ts';
import { numberOf } from './own-containers.ts';
import { reconnect, start } from './plan-kept.ts';
import { declaredServices } from './service-graph.ts';
import type { UpWork } from './up-work.ts';

/**
 * Containers of services that this run is not about, but that it had to stop or to take off a network: they go back
 * to where they were.
 */
export function planBystanders(work: UpWork): void {
  const { scene, plan, stops, detached } = work;
  const touched = new Set([...stops.stopped(), ...detached.keys()]);
  if (touched.size === 0) return;
  const strangers = new Map<string, ObservedContainer>(
    scene.observed.containers.map((container) => [container.id, container]),
  );
  for (const [name, service] of byKey(declaredServices(scene.project))) {
    for (const container of scene.occupants(service).current) {
      strangers.delete(container.id);
      if (work.planned.has(name) || !touched.has(container.id)) continue;
      const want = scene.want(service, numberOf(container));
      const connected = reconnect(work, container, want);
      if (stops.when(container.id) !== 'never') start(work, container, want, connected);
    }
    for (const { id } of scene.occupants(service).leftovers) strangers.delete(id);
  }
  for (const { id, name } of strangers.values())
    if (detached.has(id) && stops.causeOf(id)?.kind !== 'orphan')
      plan.warn(
        `container "${name}" is stopped and taken off a network that changed; no service says how to connect it again`,
      );
}
