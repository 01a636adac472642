import type { VolumeRestore } from '../../model/backup.ts';
import type { VolumeRequest } from '../../model/container-request.ts';
import type { StepId } from '../../model/ids.ts';
import { LABEL } from '../../model/labels.ts';
import type { ObservedVolume } from '../../model/observed.ts';
import type { Operation } from '../../model/operation.ts';
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
  madeFor: string,
): StepId =>
  plan.add({
    operation: { kind: 'restore-volume', key: request.Name, ...restoreOf(volumes, request, source), madeFor },
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
      ...restoreOf(volumes, { Name: name, Labels: stagedLabels(Name, Labels) }, source),
    },
    cause: BY_RESTORE,
    after: left,
  });
  return { name, step };
}

/** Without its key: nobody is to take it for the volume itself. */
const stagedLabels = (name: string, { [LABEL.project]: project }: VolumeRequest['Labels']) => ({
  ...(project !== undefined && { [LABEL.project]: project }),
  [LABEL.restored]: name,
});

const isOfProject = ({ labels }: ObservedVolume, project: string): boolean =>
  labels[LABEL.project] === project && labels[LABEL.restored] !== undefined;

/** The whole one that a run has left that was killed when it had removed the volume of this name, and not made it again. */
export function stagedFor(
  volumes: readonly ObservedVolume[],
  project: string,
  name: string,
): ObservedVolume | undefined {
  const halves = halfCopies(volumes);
  return volumes.find(
    (volume) =>
      isOfProject(volume, project) && volume.labels[LABEL.restored] === name && !halves.has(volume.name),
  );
}

/** Gives the volume the content that it was to have, once its name is free. @returns the step after which it is whole */
export function finishSwitch(
  plan: PlanBuilder,
  volumes: readonly ObservedVolume[],
  { name }: ObservedVolume,
  { request, after }: { readonly request: VolumeRequest; readonly after: readonly StepId[] },
): StepId {
  const isHalf = halfCopies(volumes).has(request.Name);
  const copy = plan.add({
    operation: {
      kind: 'copy-volume',
      key: request.Name,
      source: name,
      request,
      ...(isHalf && { replacesHalf: true as const }),
    },
    cause: LEFT,
    after,
  });
  plan.add({
    operation: { kind: 'remove-volume', name, keptIn: request.Name },
    cause: LEFT,
    after: [copy],
    optional: true,
  });
  return copy;
}

/** What removes those that are left and that nothing needs: the volumes that they were for are there. */
export function leftStaged(volumes: readonly ObservedVolume[], project: string): readonly Operation[] {
  const halves = halfCopies(volumes);
  const whole = new Set(volumes.flatMap(({ name }) => (halves.has(name) ? [] : [name])));
  return volumes
    .filter(
      (volume) =>
        isOfProject(volume, project) &&
        !halves.has(volume.name) &&
        whole.has(volume.labels[LABEL.restored] ?? ''),
    )
    .map(({ name }) => ({ kind: 'remove-volume', name, hasNoData: true }));
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
