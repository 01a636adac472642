import { UserError } from '../../diagnostics/user-error.ts';
import { isLocal } from '../../engine/connection/is-local.ts';
import type { Engine } from '../../engine/port/engine.ts';
import type { ObservedVolume } from '../../model/observed.ts';
import type { Project } from '../../model/project.ts';
import {
  isExpired,
  readTrashSeconds,
  trashedInPlace,
  trashedVolumes,
  trashSecondsOf,
} from '../../model/trash.ts';
import type { TrashIntent, TrashSize } from '../../planner/snapshot/intent.ts';
import type { Cli } from '../context/cli.ts';
import { refuseSmallDisk, sizesOf, timeToCopy } from './find-copies.ts';

/**
 * Whether volumes that are thrown away are kept, and for how long: `GANTRY_TRASH`, else the `x-gantry` of the project. undefined: they are
 * gone, as a script expects that makes room.
 *
 * Error: UserError `bad-usage` for a variable that is no duration.
 */
export function trashOf(
  environment: Cli['environment'],
  { extensions }: Pick<Project, 'extensions'>,
): TrashIntent | undefined {
  const asked = environment.get('GANTRY_TRASH');
  const keepSeconds = asked ? readTrashSeconds(asked) : (trashSecondsOf(extensions.get('x-gantry')) ?? 0);
  if (keepSeconds === undefined)
    throw new UserError('bad-usage', `GANTRY_TRASH is how long volumes are kept, and not "${asked}"`, {
      hint: 'write numbers with units (m, h, d, w), such as "24h"; 0 switches the trash off',
    });
  return keepSeconds === 0 ? undefined : { keepSeconds };
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
  { named, expired }: { readonly named: ReadonlySet<string>; readonly expired: ReadonlySet<string> },
): Promise<ReadonlyMap<string, TrashSize>> {
  const inPlace = trashedInPlace(volumes);
  const moving = [...project.volumes.values()]
    .map(({ name }) => name)
    .filter((name) => (inPlace.has(name) || named.has(name)) && !expired.has(name));
  if (moving.length === 0) return new Map();
  const sizes = await sizesOf(engine);
  const isHere = isLocal(engine);
  const measured = new Map(moving.map((name) => [name, timeToCopy(sizes?.get(name), isHere)]));
  await refuseSmallDisk(engine, [...measured.values()]);
  return measured;
}

/** Those whose time is over, by the volumes that have their content. */
export const expiredIn = (volumes: readonly ObservedVolume[], nowMs: number): ReadonlySet<string> =>
  new Set(trashedVolumes(volumes).flatMap((trashed) => (isExpired(trashed, nowMs) ? [trashed.keptIn] : [])));
