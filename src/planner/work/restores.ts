import type { VolumeRestore } from '../../model/backup.ts';
import type { VolumeRequest } from '../../model/container-request.ts';
import type { StepId } from '../../model/ids.ts';
import type { ObservedVolume } from '../../model/observed.ts';
import type { Cause } from '../../model/plan.ts';
import { halfCopies } from '../../model/volume-copy.ts';
import type { PlanBuilder } from '../graph/plan-builder.ts';
import type { RestoreSource } from '../snapshot/intent.ts';

export const BY_RESTORE: Cause = { kind: 'requested', by: 'restore' };

/** A volume that is made of a backup beside the one whose place it takes. */
interface Staged {
  readonly name: string;
  readonly step: StepId;
}

/** Makes a volume of a backup where there is none. @returns the step */
export const restoreNew = (
  plan: PlanBuilder,
  volumes: readonly ObservedVolume[],
  request: VolumeRequest,
  source: RestoreSource,
): StepId =>
  plan.add({
    operation: { kind: 'restore-volume', key: request.Name, ...restoreOf(volumes, request, source) },
    cause: BY_RESTORE,
  });

/** Makes it beside the one that is there, which nobody touches before all are whole. */
export function stage(
  plan: PlanBuilder,
  volumes: readonly ObservedVolume[],
  { Name, Labels }: VolumeRequest,
  source: RestoreSource,
): Staged {
  const name = `${Name}_restored_${source.section.sha256.slice(0, 12)}`;
  const half = halfCopies(volumes);
  const isThere = volumes.some((volume) => volume.name === name) && !half.has(name);
  // A whole one is left by a run that was interrupted behind it.
  const left = isThere
    ? [plan.add({ operation: { kind: 'remove-volume', name, hasNoData: true }, cause: LEFT })]
    : [];
  const step = plan.add({
    operation: {
      kind: 'restore-volume',
      key: name,
      ...restoreOf(volumes, { Name: name, Labels }, source),
    },
    cause: BY_RESTORE,
    after: left,
  });
  return { name, step };
}

const LEFT: Cause = { kind: 'leftover', ofCopy: true };

/** Gives the volume its content, once its name is free. @returns the step after which it is whole */
export function switchTo(
  plan: PlanBuilder,
  staged: Staged,
  request: VolumeRequest,
  { after, sizeBytes }: { readonly after: readonly StepId[]; readonly sizeBytes: number },
): StepId {
  const copy = plan.add({
    operation: { kind: 'copy-volume', key: request.Name, source: staged.name, request, sizeBytes },
    cause: BY_RESTORE,
    after: [staged.step, ...after],
  });
  plan.add({
    operation: { kind: 'remove-volume', name: staged.name, keptIn: request.Name },
    cause: BY_RESTORE,
    after: [copy],
    optional: true,
  });
  return copy;
}

function restoreOf(
  volumes: readonly ObservedVolume[],
  request: VolumeRequest,
  { from, section }: RestoreSource,
): VolumeRestore {
  const isHalf = halfCopies(volumes).has(request.Name);
  return { request, from, section, ...(isHalf && { replacesHalf: true }) };
}
