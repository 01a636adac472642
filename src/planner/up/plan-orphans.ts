import type { ObservedContainer } from '../../model/observed.ts';
import { declaredServices } from '../graph/service-graph.ts';
import { isAlive, isOneOff, serviceOf } from '../snapshot/own-containers.ts';
import { planDeparture } from '../work/plan-removal.ts';
import type { UpWork } from '../work/up-work.ts';

/**
 * Containers of the project that no service of the files accounts for, and what `run` left behind.
 * A service that a profile switches off still accounts for its containers.
 */
export function planOrphans(work: UpWork): void {
  const { context, plan } = work;
  const orphans = findOrphans(context.observed.containers, new Set(declaredServices(context.project).keys()));
  if (orphans.length === 0) return;
  if (!context.intent.removeOrphans) {
    if (context.intent.ignoreOrphans) return;
    const names = orphans.map(({ name }) => name).join(', ');
    plan.warn(
      `orphan containers, which no service of the files accounts for: ${names}; --remove-orphans removes them, COMPOSE_IGNORE_ORPHANS=1 silences this`,
    );
    return;
  }
  for (const container of orphans) planDeparture(work, container, { kind: 'orphan' });
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
