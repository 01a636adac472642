import type { Stats } from 'node:fs';
import { blank, gantry } from '../../diagnostics/hint.ts';
import { UserError } from '../../diagnostics/user-error.ts';
import type { Engine } from '../../engine/port/engine.ts';
import { EngineError } from '../../engine/refusals/engine-error.ts';
import type { OperationOf } from '../../model/operation.ts';
import { type ContainerPath, containerPath } from './container-path.ts';
import { packPath, statSource } from './pack-path.ts';
import { resolveDestination, sourceName } from './resolve-destination.ts';

/** From this machine into a container: a file, a folder, or the tar archive on standard input (`-`). */
export async function copyIn(
  { container, name, from, to, followLink, keepOwner }: OperationOf<'copy-in'>,
  engine: Engine,
): Promise<void> {
  const target = await containerPath(engine, container, to);
  const options = { noOverwriteDirNonDir: true, ...(keepOwner ? { copyUidGid: true } : {}) };
  if (from === '-') {
    if (!target.isFolder) throw notAFolder(name, target);
    await engine.putArchive(container, target.path, process.stdin, options);
    return;
  }
  const found = await statOf(from, followLink);
  const source = { name: sourceName(from), isFolder: found.isDirectory() };
  const place = resolveDestination(source, target);
  try {
    await engine.putArchive(container, place.folder, packPath(from, found, place.name), options);
  } catch (error) {
    if (error instanceof EngineError && error.status === 404)
      throw new UserError('missing-file', `there is no folder ${place.folder} in ${name}`, {
        hint: ['make it first: ', gantry('exec', blank('SERVICE'), 'mkdir', '-p', place.folder)],
        cause: error,
      });
    throw error;
  }
}

async function statOf(path: string, followLink: boolean): Promise<Stats> {
  try {
    return await statSource(path, followLink);
  } catch (error) {
    throw new UserError('missing-file', `there is no ${path} on this machine`, {
      hint: 'the container is the side with the colon: SERVICE:PATH',
      cause: error,
    });
  }
}

function notAFolder(name: string, { path, exists }: ContainerPath): UserError {
  const what = exists ? 'is a file' : 'does not exist';
  return new UserError('bad-usage', `${path} in ${name} ${what}: an archive is unpacked in a folder`, {
    hint: 'name a folder that is there',
  });
}
