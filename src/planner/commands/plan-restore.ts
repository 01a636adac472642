import type { DumpRestore } from '../../model/backup.ts';
import type { VolumeRequest } from '../../model/container-request.ts';
import type { StepId } from '../../model/ids.ts';
import type { Observed } from '../../model/observed.ts';
import type { Plan } from '../../model/plan.ts';
import { canBeTrashed } from '../../model/trash.ts';
import { halfCopies } from '../../model/volume-copy.ts';
import { PlanBuilder } from '../graph/plan-builder.ts';
import type { RestoreSource, TrashIntent, TrashSize } from '../snapshot/intent.ts';
import { beginWithoutHelpers } from '../work/left-helpers.ts';
import { BY_RESTORE, restoreNew, stage, switchTo } from '../work/restores.ts';
import { moveAway, notTrashed } from '../work/trash.ts';

/** A volume that gets the content of a part of a backup, and has no container. */
interface RestoredVolume {
  readonly request: VolumeRequest;
  readonly source: RestoreSource;
}

export interface RestorePlan {
  readonly project: string;
  readonly volumes: readonly RestoredVolume[];
  readonly dumps: readonly ({ readonly service: string } & DumpRestore)[];
  readonly trash: TrashIntent | undefined;
  readonly trashSizes: ReadonlyMap<string, TrashSize>;
}

/**
 * Gives volumes the content of a backup: each whole, or as it was. All are made beside what is there first; then one after another takes
 * its place.
 */
export function planRestore(observed: Observed, restore: RestorePlan): Plan {
  const { project, trash, trashSizes } = restore;
  const plan = new PlanBuilder('restore', project);
  beginWithoutHelpers(plan, observed);
  const { volumes } = observed;
  const byName = new Map(volumes.map((volume) => [volume.name, volume]));
  const half = halfCopies(volumes);
  const staged = restore.volumes.map(({ request, source }) => {
    const isThere = byName.has(request.Name) && !half.has(request.Name);
    return isThere
      ? { request, source, beside: stage(plan, volumes, request, source) }
      : { request, source, step: restoreNew(plan, volumes, request, source, project) };
  });
  const made = staged.map(({ beside, step }) => beside?.step ?? step).filter((one) => one !== undefined);
  for (const { request, source, beside } of staged) {
    const volume = byName.get(request.Name);
    if (!beside || !volume) continue;
    const freed = free(volume, made);
    switchTo(plan, beside, request, { after: [freed], sizeBytes: source.section.bytes });
  }
  for (const { service, ...dump } of restore.dumps)
    plan.add({
      operation: { kind: 'restore-dump', service, ...dump },
      cause: BY_RESTORE,
      after: made,
    });
  return plan.build();

  function free(volume: (typeof volumes)[number], after: readonly StepId[]): StepId {
    if (trash && canBeTrashed(volume))
      return moveAway(plan, volume, {
        volumes,
        project,
        by: 'restore',
        trash,
        cause: BY_RESTORE,
        after,
        size: trashSizes.get(volume.name),
      });
    if (trash) plan.warn(notTrashed(volume.name));
    return plan.add({ operation: { kind: 'remove-volume', name: volume.name }, cause: BY_RESTORE, after });
  }
}
