import type { StepId } from '../../model/ids.ts';
import { LABEL } from '../../model/labels.ts';
import type { Observed, ObservedContainer, ObservedVolume } from '../../model/observed.ts';
import type { Operation } from '../../model/operation.ts';
import type { Cause } from '../../model/plan.ts';
import {
  canBeTrashed,
  type Throwing,
  type TrashedVolume,
  trashedInPlace,
  trashedRequest,
  trashedVolumes,
  trashMarker,
} from '../../model/trash.ts';
import type { PlanBuilder } from '../graph/plan-builder.ts';
import type { TrashIntent, TrashSize } from '../snapshot/intent.ts';
import { anonymousVolumes } from '../snapshot/own-containers.ts';
import type { UpContext } from '../snapshot/up-context.ts';

const NAME_NEEDED: Cause = { kind: 'trashed', why: 'name-needed' };
const RESTORED: Cause = { kind: 'trashed', why: 'restored' };

/** Those that a container has again: what says that they are in the trash is out of date. */
export function trashedButUsed({ volumes, containers }: Observed): ReadonlyMap<string, TrashedVolume> {
  const used = new Set(containers.flatMap(({ mounts }) => mounts.map(({ name }) => name)));
  return new Map([...trashedInPlace(volumes)].filter(([name]) => used.has(name)));
}

/** Those whose names nobody has needed yet, by name. What a container has again is in the trash no more. */
export function trashedUnused({ volumes, containers }: Observed): ReadonlyMap<string, TrashedVolume> {
  const used = new Set(containers.flatMap(({ mounts }) => mounts.map(({ name }) => name)));
  return new Map([...trashedInPlace(volumes)].filter(([name]) => !used.has(name)));
}

interface Thrown {
  readonly project: string;
  readonly by: string;
  readonly trash: TrashIntent;
}

/**
 * Marks a volume: it stays where it is.
 *
 * @returns the step; undefined: it cannot be kept, and a warning says so
 */
export function throwAway(
  plan: PlanBuilder,
  volumes: readonly ObservedVolume[],
  volume: ObservedVolume,
  {
    project,
    by,
    trash,
    cause,
    after,
    of,
  }: Thrown & {
    readonly cause: Cause;
    readonly after: readonly StepId[];
    readonly of?: Throwing['of'];
  },
): StepId | undefined {
  if (!canBeTrashed(volume)) {
    plan.warn(notTrashed(volume.name));
    return undefined;
  }
  const throwing: Throwing = { project, by, keepSeconds: trash.keepSeconds, ...(of && { of }) };
  const marker = trashMarker(volume, throwing);
  // Since then somebody has used it, and an engine would keep the one that is there, with the time of then.
  const before = volumes
    .filter(({ name }) => name === marker.Name)
    .map(({ name }) =>
      plan.add({ operation: { kind: 'remove-volume', name, hasNoData: true }, cause, optional: true }),
    );
  return plan.add({
    operation: { kind: 'trash-volume', name: volume.name, marker, keepSeconds: trash.keepSeconds },
    cause,
    after: [...after, ...before],
    optional: true,
  });
}

export const notTrashed = (name: string): string =>
  `volume "${name}" cannot be kept in the trash: its driver, or its driver_opts, say where its files are`;

/** Marks the anonymous volumes of a container, which is removed without them. */
export function throwAwayAnonymous(
  plan: PlanBuilder,
  observed: Observed,
  container: ObservedContainer,
  thrown: Thrown & { readonly cause: Cause; readonly after: readonly StepId[] },
): void {
  const byName = new Map(observed.volumes.map((volume) => [volume.name, volume]));
  const others = observed.containers.filter(({ id }) => id !== container.id);
  const shared = new Set(others.flatMap(({ mounts }) => mounts.map(({ name }) => name)));
  for (const [path, name] of Object.entries(anonymousVolumes(container))) {
    const volume = byName.get(name);
    if (volume && !shared.has(name))
      throwAway(plan, observed.volumes, volume, { ...thrown, of: { container: container.name, path } });
  }
}

/** What a volume, whose name is needed, is moved to. */
interface Move extends Thrown {
  readonly volumes: readonly ObservedVolume[];
  readonly cause: Cause;
  readonly after: readonly StepId[];
  readonly size?: TrashSize | undefined;
  /** It is in the trash already. */
  readonly trashed?: TrashedVolume | undefined;
}

/**
 * Copies the content of a volume into one of the trash, and removes it: its name is free then. Until the copy is whole nothing is
 * removed, so a full disk, or an end in between, leaves the volume where it is.
 *
 * @returns the step after which the name is free
 */
export function moveAway(
  plan: PlanBuilder,
  volume: ObservedVolume,
  { volumes, cause, after, size = {}, trashed, ...thrown }: Move,
): StepId {
  const keepSeconds = trashed?.keepSeconds ?? thrown.trash.keepSeconds;
  const { request, isLeft } = placeFor(volume, volumes, {
    project: thrown.project,
    by: trashed?.by ?? thrown.by,
    keepSeconds,
    ...(trashed?.since !== undefined && { since: trashed.since }),
  });
  const copy = plan.add({
    operation: {
      kind: 'copy-volume',
      key: volume.name,
      source: volume.name,
      ...(volume.mountpoint !== undefined && { sourceFolder: volume.mountpoint }),
      request,
      ...size,
      ...(isLeft && { replacesHalf: true as const }),
    },
    cause,
    after,
  });
  return plan.add({
    operation: {
      kind: 'remove-volume',
      name: volume.name,
      keptIn: request.Name,
      ...(trashed?.marker !== undefined && { marker: trashed.marker }),
    },
    cause,
    after: [copy],
  });
}

/** Half a copy that an earlier move has left is made anew. */
function placeFor(
  volume: ObservedVolume,
  volumes: readonly ObservedVolume[],
  said: Parameters<typeof trashedRequest>[1],
) {
  const first = trashedRequest(volume, said, new Set());
  const before = volumes.find(({ name }) => name === first.Name);
  const isLeft = before !== undefined && volumes.some(({ labels }) => labels[LABEL.copying] === first.Name);
  if (isLeft) return { request: first, isLeft };
  return { request: trashedRequest(volume, said, new Set(volumes.map(({ name }) => name))), isLeft };
}

/** Before a volume is made of whose name one is in the trash. @returns the step after which its name is free */
export function freeName(
  plan: PlanBuilder,
  observed: Observed,
  trashed: TrashedVolume,
  size: TrashSize | undefined,
): StepId | undefined {
  const volume = observed.volumes.find(({ name }) => name === trashed.name);
  if (!volume) return undefined;
  return moveAway(plan, volume, {
    volumes: observed.volumes,
    project: trashed.project,
    by: trashed.by,
    trash: { keepSeconds: trashed.keepSeconds },
    cause: NAME_NEEDED,
    after: [],
    size,
    trashed,
  });
}

/** The last one of a name that was thrown away. */
export const lastTrashed = (volumes: readonly ObservedVolume[], name: string): TrashedVolume | undefined =>
  trashedVolumes(volumes).findLast((trashed) => trashed.name === name);

/**
 * Takes a volume out of the trash: it is there under its name again. Nothing may have that name, but itself.
 *
 * @returns the step after which it can be used
 */
export function takeBack(
  plan: PlanBuilder,
  volumes: readonly ObservedVolume[],
  { name, keptIn, marker, labels }: TrashedVolume,
  {
    after = [],
    size = {},
  }: { readonly after?: readonly StepId[]; readonly size?: TrashSize | undefined } = {},
): StepId {
  if (marker !== undefined)
    return plan.add({ operation: { kind: 'untrash-volume', name, marker }, cause: RESTORED, after });
  const mountpoint = volumes.find((volume) => volume.name === keptIn)?.mountpoint;
  const isLeft = volumes.some(({ labels }) => labels[LABEL.copying] === name);
  const copy = plan.add({
    operation: {
      kind: 'copy-volume',
      key: name,
      source: keptIn,
      ...(mountpoint !== undefined && { sourceFolder: mountpoint }),
      request: { Name: name, Labels: labels },
      ...size,
      ...(isLeft && { replacesHalf: true as const }),
    },
    cause: RESTORED,
    after,
  });
  plan.add({
    operation: { kind: 'remove-volume', name: keptIn, keptIn: name },
    cause: RESTORED,
    after: [copy],
    optional: true,
  });
  return copy;
}

/** Those without a name of their own that are taken out of the trash. */
export const anonymousToRestore = ({
  intent: { restoreTrash = [] },
  observed,
}: Pick<UpContext, 'intent' | 'observed'>): readonly TrashedVolume[] =>
  [...trashedUnused(observed).values()].filter(({ name, of }) => of && restoreTrash.includes(name));

/** The volumes that a container without a forerunner has again, by their path in it. */
export function restoredMounts(
  context: Pick<UpContext, 'intent' | 'observed'>,
  container: string,
): Readonly<Record<string, string>> {
  const { intent, observed } = context;
  const there = new Set(observed.volumes.map(({ name }) => name));
  const used = new Set(observed.containers.flatMap(({ mounts }) => mounts.map(({ name }) => name)));
  const former = Object.entries(intent.formerVolumes?.get(container) ?? {});
  return Object.fromEntries([
    ...former.filter(([, name]) => there.has(name) && !used.has(name)),
    ...anonymousToRestore(context).flatMap(({ name, of }) =>
      of?.container === container ? [[of.path, name] as const] : [],
    ),
  ]);
}

/** What removes something in the trash for good. */
export const emptied = ({ keptIn, marker }: TrashedVolume): Operation => ({
  kind: 'remove-volume',
  name: keptIn,
  ...(marker !== undefined && { marker }),
});
