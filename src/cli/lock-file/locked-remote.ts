import { join } from 'node:path';
import { gantry } from '../../diagnostics/hint.ts';
import { UserError } from '../../diagnostics/user-error.ts';
import { LOCK_FILE_NAME } from '../../model/lock-file.ts';
import type { FilePort } from '../../spec/read/file-port.ts';
import { shownPath } from '../../spec/read/read-source.ts';
import { readLock } from './find-lock.ts';
import { noLockFile } from './stale-lock.ts';

/** The commits and digests that the lock file in a folder has; none where there is no such file. Error: SpecError. */
export async function lockedRemotes(
  cwd: string,
  folder: string,
  files: FilePort,
): Promise<ReadonlyMap<string, string>> {
  return (await readLock(join(folder, LOCK_FILE_NAME), cwd, files))?.remotes ?? new Map();
}

/**
 * The commit or digest that the lock file in a folder has for a reference.
 *
 * Error: UserError `no-lock-file`, `not-locked`; SpecError for a lock file that is wrong.
 */
export async function lockedRemote(
  cwd: string,
  reference: string,
  folder: string,
  files: FilePort,
): Promise<string> {
  const path = join(folder, LOCK_FILE_NAME);
  const name = shownPath(path, cwd);
  const lock = await readLock(path, cwd, files);
  if (!lock) throw noLockFile(name);
  const { remotes = new Map<string, string>() } = lock;
  const pin = remotes.get(reference);
  if (pin !== undefined) return pin;
  const others = [...remotes.keys()].filter((other) => placeOf(other) === placeOf(reference));
  const has = others.length > 0 ? `, which has ${others.join(', ')}` : '';
  throw new UserError('not-locked', `the remote file ${reference} is not in ${name}${has}`, {
    hint: ['lock what is new: ', gantry('lock', '--missing')],
  });
}

/** Of which machine and repository, whatever the ref. */
const placeOf = (reference: string): string => reference.replace(/#.*$|[:@][^/]*$/, '');
