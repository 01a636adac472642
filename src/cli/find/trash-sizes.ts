import { isLocal } from '../../engine/connection/is-local.ts';
import type { Engine } from '../../engine/port/engine.ts';
import type { ObservedVolume } from '../../model/observed.ts';
import type { Project } from '../../model/project.ts';
import { isExpired, trashedInPlace, trashedVolumes } from '../../model/trash.ts';
import type { TrashIntent, TrashSize } from '../../planner/snapshot/intent.ts';
import { lastTrashed } from '../../planner/work/trash.ts';
import { refuseSmallDisk, sizesOf, timeToCopy } from './find-copies.ts';

interface Moving {
  readonly named: ReadonlySet<string>;
  /** Volumes of the trash whose content is moved back. */
  readonly restored: readonly string[];
  /** Nobody moves these. */
  readonly expired: ReadonlySet<string>;
}

/**
 * How big those volumes are whose content is moved: those in the trash whose names the project needs, and those that are named.
 *
 * Error: UserError `no-space`.
 */
export async function measureTrash(
  engine: Engine,
  project: Project,
  volumes: readonly ObservedVolume[],
  { named, restored, expired }: Moving,
): Promise<ReadonlyMap<string, TrashSize>> {
  const inPlace = trashedInPlace(volumes);
  const moving = [...project.volumes.values()]
    .map(({ name }) => name)
    .filter((name) => (inPlace.has(name) || named.has(name)) && !expired.has(name));
  return measured(engine, [...new Set([...moving, ...restored])]);
}

/** The same of any volumes, by name. Error: UserError `no-space`. */
export async function measured(
  engine: Engine,
  moving: readonly string[],
): Promise<ReadonlyMap<string, TrashSize>> {
  if (moving.length === 0) return new Map();
  const sizes = await sizesOf(engine);
  const isHere = isLocal(engine);
  const found = new Map(moving.map((name) => [name, timeToCopy(sizes?.get(name), isHere)]));
  await refuseSmallDisk(engine, [...found.values()]);
  return found;
}

/** Those whose time is over, by the volumes that have their content. */
export const expiredIn = (volumes: readonly ObservedVolume[], nowMs: number): ReadonlySet<string> =>
  new Set(trashedVolumes(volumes).flatMap((trashed) => (isExpired(trashed, nowMs) ? [trashed.keptIn] : [])));

/** The volumes of the trash that have the content of those of these names, where it has to be moved back. */
export const keptInTrash = (
  names: readonly string[],
  volumes: readonly ObservedVolume[],
): readonly string[] =>
  names.flatMap((name) => {
    const last = lastTrashed(volumes, name);
    return last && last.marker === undefined ? [last.keptIn] : [];
  });

/** What takes the place of something in the trash is kept as long as that. */
export function sameTrash(
  names: readonly string[],
  volumes: readonly ObservedVolume[],
): TrashIntent | undefined {
  const times = names.flatMap((name) => lastTrashed(volumes, name)?.keepSeconds ?? []);
  return times.length > 0 ? { keepSeconds: Math.max(...times) } : undefined;
}
