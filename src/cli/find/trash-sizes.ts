import { isLocal } from '../../engine/connection/is-local.ts';
import type { Engine } from '../../engine/port/engine.ts';
import type { ObservedVolume } from '../../model/observed.ts';
import type { Project } from '../../model/project.ts';
import { isExpired, trashedInPlace, trashedVolumes } from '../../model/trash.ts';
import type { TrashSize } from '../../planner/snapshot/intent.ts';
import { refuseSmallDisk, sizesOf, timeToCopy } from './find-copies.ts';

/**
 * How big those volumes are whose content is moved: those in the trash whose names the project needs, and those that are named.
 *
 * Error: UserError `no-space`.
 */
export async function measureTrash(
  engine: Engine,
  project: Project,
  volumes: readonly ObservedVolume[],
  { named, expired }: { readonly named: ReadonlySet<string>; readonly expired: ReadonlySet<string> },
): Promise<ReadonlyMap<string, TrashSize>> {
  const inPlace = trashedInPlace(volumes);
  const moving = [...project.volumes.values()]
    .map(({ name }) => name)
    .filter((name) => (inPlace.has(name) || named.has(name)) && !expired.has(name));
  return measured(engine, moving);
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
