import { isAlive } from '../../model/container-state.ts';
import type { ObservedContainer } from '../../model/observed.ts';
import type { PlanBuilder } from '../graph/plan-builder.ts';
import { declaredServices } from '../graph/service-graph.ts';
import { goesAsOrphan } from '../snapshot/goes-as-orphan.ts';
import { isOneOff, serviceOf } from '../snapshot/own-containers.ts';
import type { UpContext } from '../snapshot/up-context.ts';
import type { OrphanRemovals, VolumeChanges } from '../work/contributions.ts';

interface OrphanWork extends Pick<VolumeChanges, 'volumeRemovals'> {
  readonly context: UpContext;
  readonly plan: PlanBuilder;
}

/**
 * Containers of the project that no service of the files accounts for, and what `run` left behind.
 * A service that a profile switches off still accounts for its containers.
 */
export function planOrphans({ context, plan, volumeRemovals: removals }: OrphanWork): OrphanRemovals {
  const orphans = findOrphans(context.observed.containers, new Set(declaredServices(context.project).keys()));
  if (orphans.length === 0) return { removals };
  if (!context.intent.removeOrphans) {
    if (context.intent.ignoreOrphans) return { removals };
    // What a one-off leaves is gantry's own doing, and in nobody's way.
    const names = orphans.filter((orphan) => !isOneOff(orphan)).map(({ name }) => name);
    if (names.length === 0) return { removals };
    plan.warn(
      `orphan containers, which no service of the files accounts for: ${names.join(', ')}; --remove-orphans removes them, COMPOSE_IGNORE_ORPHANS=1 silences this`,
    );
    return { removals };
  }
  for (const container of orphans)
    if (isOneOff(container) || goesAsOrphan(context, serviceOf(container) ?? ''))
      removals.depart(container, { cause: { kind: 'orphan' } });
  return { removals };
}

function findOrphans(
  containers: readonly ObservedContainer[],
  declared: ReadonlySet<string>,
): readonly ObservedContainer[] {
  return containers
    .filter((container) =>
      // Somebody may be working in a one-off that runs.
      isOneOff(container) ? !isAlive(container) : !declared.has(serviceOf(container) ?? ''),
    )
    .sort((a, b) => (a.name < b.name ? -1 : 1));
}
