import { stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import type { Readable } from 'node:stream';
import { blank, gantry } from '../../diagnostics/hint.ts';
import { UserError } from '../../diagnostics/user-error.ts';
import type { Engine } from '../../engine/port/engine.ts';
import { EngineError } from '../../engine/refusals/engine-error.ts';
import type { ContainerId } from '../../model/ids.ts';
import type { OperationOf } from '../../model/operation.ts';
import { isFolderMode, linkedPath } from './container-path.ts';
import { resolveDestination, sourceName } from './resolve-destination.ts';
import { unpackInto } from './unpack-into.ts';

/** Out of a container, running or not, to this machine. */
export async function copyOut(
  { container, name, from, to, followLink }: OperationOf<'copy-out'>,
  engine: Engine,
): Promise<void> {
  const source = await findSource(engine, container, name, from, followLink);
  const there = await stat(to).catch(() => undefined);
  const target = { path: to, exists: there !== undefined, isFolder: there?.isDirectory() ?? false };
  const place = resolveDestination({ name: sourceName(from), isFolder: source.isFolder }, target);
  if (!(await stat(place.folder).catch(() => undefined)))
    throw new UserError('missing-file', `there is no folder ${place.folder} on this machine`, {
      hint: `make it first: mkdir -p ${place.folder}`,
    });
  await unpackInto(await engine.getArchive(container, source.path), place);
}

/** The same as a tar archive, for standard output. */
export async function readOut(
  engine: Engine,
  container: { readonly id: ContainerId; readonly name: string },
  from: string,
  followLink: boolean,
): Promise<Readable> {
  const { path } = await findSource(engine, container.id, container.name, from, followLink);
  return engine.getArchive(container.id, path);
}

interface Source {
  readonly path: string;
  readonly isFolder: boolean;
}

async function findSource(
  engine: Engine,
  container: ContainerId,
  name: string,
  from: string,
  followLink: boolean,
): Promise<Source> {
  const found = await engine.statPath(container, from).catch((error: unknown) => {
    if (error instanceof EngineError && error.status === 404) return undefined;
    throw error;
  });
  if (found === undefined)
    throw new UserError('missing-file', `there is no ${from} in ${name}`, {
      hint: [gantry('exec', blank('SERVICE'), 'ls', dirname(from)), ' shows what there is'],
    });
  if (found.linkTarget === '' || !followLink) return { path: from, isFolder: isFolderMode(found.mode) };
  const path = linkedPath(from, found.linkTarget);
  const behind = await engine.statPath(container, path);
  return { path, isFolder: isFolderMode(behind?.mode ?? 0) };
}
