import { SpecError } from '../../diagnostics/spec-error.ts';
import { type LockFile, lockedReference } from '../../model/lock-file.ts';
import type { Project } from '../../model/project.ts';
import { askedImages, holdToImages } from '../../planner/images/pin-images.ts';
import type { LoadRequest } from '../../spec/files/load-request.ts';
import type { FilePort } from '../../spec/read/file-port.ts';
import { shownPath } from '../../spec/read/read-source.ts';
import type { Cli } from '../context/cli.ts';
import { missingImages } from './compare-lock.ts';
import { lockPath, readLock } from './find-lock.ts';
import { noLockFile, notLocked } from './stale-lock.ts';

/**
 * The project with the images of its lock file instead of those that its files name.
 *
 * Error: UserError `no-lock-file`; SpecError for a lock file that is wrong, and `not-locked` for each image that it does not have.
 */
export async function lockedProject(
  cli: Cli,
  project: Project,
  request: LoadRequest,
  files: FilePort,
): Promise<Project> {
  const path = lockPath(project, cli.cwd);
  const name = shownPath(path, cli.cwd);
  const lock = await readLock(path, cli.cwd, files);
  if (!lock) throw noLockFile(name);
  const missing = missingImages(lock, askedImages(project));
  if (missing.length > 0) throw new SpecError(await notLocked(cli, name, missing, request, files));
  return holdToImages(project, (reference) => referenceIn(lock, reference));
}

function referenceIn({ images }: LockFile, reference: string): string | undefined {
  const locked = images.get(reference);
  return locked && lockedReference(reference, locked);
}
