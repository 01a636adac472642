import { gantry } from '../../diagnostics/hint.ts';
import { UserError } from '../../diagnostics/user-error.ts';
import { stepId } from '../../model/ids.ts';
import type { Observed } from '../../model/observed.ts';
import type { Operation } from '../../model/operation.ts';
import type { Cause, Plan, Step } from '../../model/plan.ts';
import { isExpired, staleTrashMarkers, type TrashedVolume, trashedVolumes } from '../../model/trash.ts';
import { halfCopies } from '../../model/volume-copy.ts';
import { PlanBuilder } from '../graph/plan-builder.ts';
import type { TrashSize } from '../snapshot/intent.ts';
import { listNames } from '../snapshot/sort-by-name.ts';
import { leftHalves } from '../work/left-halves.ts';
import { beginWithoutHelpers } from '../work/left-helpers.ts';
import { leftStaged } from '../work/restores.ts';
import { emptied, moveAway, takeBack, trashedButUsed } from '../work/trash.ts';

const EXPIRED: Cause = { kind: 'trashed', why: 'expired' };
const LEFT: Cause = { kind: 'leftover', ofCopy: true };

/** A plan that also removes what has been in the trash of its project for its time, and what copies have left that were cut off. */
export function removeExpired(plan: Plan, observed: Observed, nowMs: number): Plan {
  const touched = new Set(
    plan.steps.flatMap(({ operation }) =>
      operation.kind === 'copy-volume'
        ? [operation.source, operation.request.Name]
        : operation.kind === 'restore-volume'
          ? [operation.request.Name]
          : 'name' in operation
            ? [operation.name]
            : [],
    ),
  );
  const used = trashedButUsed(observed);
  const going = trashedVolumes(observed.volumes).filter(
    (trashed) =>
      trashed.project === plan.project &&
      isExpired(trashed, nowMs) &&
      !touched.has(trashed.keptIn) &&
      !used.has(trashed.keptIn),
  );
  const left = [
    ...leftHalves(observed.volumes, plan.project, touched),
    ...leftStaged(observed.volumes, plan.project),
  ].filter((operation) => isFree(operation, plan, observed));
  const stale = staleTrashMarkers(observed.volumes, plan.project).map(
    ({ name }) => ({ kind: 'remove-volume', name, hasNoData: true }) as const,
  );
  const removals = [
    ...[...going.map(emptied), ...stale].map((operation) => ({ operation, cause: EXPIRED })),
    ...left.map((operation) => ({ operation, cause: LEFT })),
  ].filter(({ operation }) => !('name' in operation) || !touched.has(operation.name));
  if (removals.length === 0) return plan;
  const first = plan.steps.length + 1;
  const after = plan.steps.flatMap(({ id, operation }) =>
    operation.kind === 'remove-container' ? [id] : [],
  );
  const steps = removals.map(({ operation, cause }, index): Step => {
    // Somebody else may use it by now: that is no reason to fail.
    return { id: stepId(first + index), operation, after, cause, optional: true };
  });
  return { ...plan, steps: [...plan.steps, ...steps] };
}

/** What gives access to it is there as long as a run goes on, or until a plan removes what a killed one has left. */
function isFree(operation: Operation, { steps }: Plan, { holdHelpers = [] }: Observed): boolean {
  const removed = new Set(
    steps.flatMap(({ operation }) =>
      operation.kind === 'remove-container' && 'id' in operation.container ? [operation.container.id] : [],
    ),
  );
  return holdHelpers.every(
    ({ id, mounts }) =>
      removed.has(id) || !mounts.some(({ name }) => 'name' in operation && name === operation.name),
  );
}

interface TakingBack {
  readonly trashed: readonly TrashedVolume[];
  /** By the volumes that are copied. */
  readonly sizes: ReadonlyMap<string, TrashSize>;
}

/**
 * Takes volumes out of the trash. Of several that had one name it is the last one. A volume that has the name by now takes its place there.
 * One without a name that no container has would be in no list any more, and stays.
 *
 * Error: UserError `in-use` for a name of which containers have the volume.
 */
export function planTakeBack(project: string, observed: Observed, { trashed, sizes }: TakingBack): Plan {
  const plan = new PlanBuilder('trash restore', project);
  beginWithoutHelpers(plan, observed);
  const used = trashedButUsed(observed);
  const halves = halfCopies(observed.volumes);
  const last = new Map(trashed.map((one) => [one.name, one]));
  for (const one of last.values()) {
    const { name, keptIn, marker, keepSeconds, of } = one;
    if (of && !used.has(name)) {
      plan.warn(
        `volume "${name}" of ${of.container} (${of.path}) stays in the trash: it has no name of its own, and no container has it`,
      );
      continue;
    }
    const current =
      marker === undefined && !halves.has(name)
        ? observed.volumes.find((volume) => volume.name === name)
        : undefined;
    if (current && !used.has(name)) refuseUsers(observed, name);
    const freed =
      current &&
      moveAway(plan, current, {
        volumes: observed.volumes,
        project,
        by: 'trash restore',
        trash: { keepSeconds },
        cause: { kind: 'trashed', why: 'name-needed' },
        after: [],
        size: sizes.get(name),
      });
    takeBack(plan, observed.volumes, one, {
      after: freed === undefined ? [] : [freed],
      size: sizes.get(keptIn),
    });
  }
  return plan.build();
}

function refuseUsers({ containers }: Observed, volume: string): void {
  const users = containers.filter(({ mounts }) => mounts.some(({ name }) => name === volume));
  if (users.length === 0) return;
  throw new UserError(
    'in-use',
    `there is another volume "${volume}" by now, which ${listNames(users)} ${users.length === 1 ? 'has' : 'have'}`,
    {
      hint: [
        '`',
        gantry('down'),
        '` removes the containers and keeps the volume; then do the same again, and it takes its place in the trash',
      ],
    },
  );
}

/** Removes what is in the trash for good. What containers have again is only taken out of it. */
export function planEmptying(project: string, observed: Observed, trashed: readonly TrashedVolume[]): Plan {
  const plan = new PlanBuilder('trash empty', project);
  beginWithoutHelpers(plan, observed);
  const used = trashedButUsed(observed);
  const cause: Cause = { kind: 'requested', by: 'trash empty' };
  for (const one of trashed) {
    const { name, marker } = one;
    if (marker !== undefined && used.has(name)) {
      plan.warn(`volume "${name}" is in use again, and stays`);
      plan.add({ operation: { kind: 'untrash-volume', name, marker }, cause });
    } else plan.add({ operation: emptied(one), cause });
  }
  for (const { name } of staleTrashMarkers(observed.volumes, project))
    plan.add({ operation: { kind: 'remove-volume', name, hasNoData: true }, cause });
  for (const operation of leftHalves(observed.volumes, project))
    plan.add({ operation, cause, optional: true });
  return plan.build();
}
