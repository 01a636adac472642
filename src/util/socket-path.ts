import { createHash } from 'node:crypto';
import { lstatSync } from 'node:fs';
import { tmpdir, userInfo } from 'node:os';
import { join } from 'node:path';
import { makeFolder } from './make-folder.ts';

/**
 * Where processes of this user meet, in a folder that is this user's alone, which is made. Short, as the path of a socket has to be.
 *
 * @param purpose `watch` @param key what they meet for
 * Error: as `mkdirSync`; also when the folder is somebody else's.
 */
export function socketPath(purpose: string, key: string, environment: ReadonlyMap<string, string>): string {
  const { path, folder } = placeOf(purpose, key, environment);
  if (folder === undefined) return path;
  makeFolder(folder, { mode: 0o700 });
  if (!isOwn(folder)) throw new Error(`${folder} is not a folder of this user alone`);
  return path;
}

/** The same for those who only look whether somebody is there, and leave nothing behind. undefined: nobody can be. */
export function meetingPath(
  purpose: string,
  key: string,
  environment: ReadonlyMap<string, string>,
): string | undefined {
  const { path, folder } = placeOf(purpose, key, environment);
  return folder === undefined || isOwn(folder) ? path : undefined;
}

/** @returns `folder`: the one to make and to look at; undefined where the system looks after it */
function placeOf(
  purpose: string,
  key: string,
  environment: ReadonlyMap<string, string>,
): { readonly path: string; readonly folder?: string } {
  const name = `gantry-${purpose}-${createHash('sha256').update(key).digest('hex').slice(0, 16)}`;
  if (process.platform === 'win32') return { path: `\\\\.\\pipe\\${name}` };
  const runtime = environment.get('XDG_RUNTIME_DIR');
  if (runtime) return { path: join(runtime, `${name}.sock`) };
  const folder = join(tmpdir(), `gantry-${userInfo().uid}`);
  return { path: join(folder, `${name}.sock`), folder };
}

/** Anybody can make a folder of this name before this user does, and would then be the one whom all meet. */
function isOwn(folder: string): boolean {
  const found = lstatSync(folder, { throwIfNoEntry: false });
  return found?.isDirectory() === true && found.uid === userInfo().uid && (found.mode & 0o077) === 0;
}
