import { isAlive } from '../../model/container-state.ts';
import type { StepId } from '../../model/ids.ts';
import type { Guard, Resource } from '../../model/plan.ts';
import { byKey } from '../../util/by-key.ts';
import type { StartContext } from '../snapshot/up-context.ts';
import { isRenewed } from './renewed-followers.ts';
import type { Stops } from './stops.ts';

interface StopWork {
  readonly context: StartContext;
  readonly stops: Stops;
}

/**
 * Stops who asked to be restarted with a service (`depends_on: restart: true`), and who asked so of those, before
 * the service itself is stopped. They are started again when their turn comes. Who stands behind an ingress that runs is not stopped: it
 * is replaced when its turn comes (`isRenewed`). Services never go round in circles here: the context has put them in order.
 *
 * Source: Compose Specification, `depends_on`: https://github.com/compose-spec/compose-spec/blob/main/05-services.md#depends_on
 *
 * @param after what the service itself waits for: nobody is stopped for a replacement that never comes
 * @returns the steps after which they have stopped
 */
export function stopDependents(
  work: StopWork,
  service: string,
  resource: Resource,
  { after, guard }: { readonly after: readonly StepId[]; readonly guard: Guard | undefined },
): readonly StepId[] {
  const { context, stops } = work;
  return byKey(context.project.services).flatMap(([name, follower]) => {
    if (!follower.dependsOn.get(service)?.restart) return [];
    if (isRenewed(context, follower)) {
      stops.renew(name, { when: guard ?? 'always', cause: { kind: 'follows', resource } });
      return [];
    }
    const containers = context.containersOf(follower).current;
    const leading = containers.find(isAlive);
    const led: Resource = leading ? { kind: 'container', name: leading.name } : resource;
    const first = stopDependents(work, name, led, { after, guard });
    return containers.flatMap((container) => {
      const stop = stops.stop(container, {
        cause: { kind: 'follows', resource },
        after: [...after, ...first],
        guard,
      });
      return stop === undefined ? [] : [stop];
    });
  });
}
