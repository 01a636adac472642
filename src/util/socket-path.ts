import { createHash } from 'node:crypto';
import { lstatSync } from 'node:fs';
import { tmpdir, userInfo } from 'node:os';
import { join } from 'node:path';
import { makeFolder } from './make-folder.ts';

/**
 * Where processes of this user meet, in a folder that is this user's alone. Short, as the path of a socket has to be.
 *
 * @param purpose `watch` @param key what they meet for
 * Error: as `mkdirSync`; also when the folder is somebody else's.
 */
export function socketPath(purpose: string, key: string, environment: ReadonlyMap<string, string>): string {
  const name = `gantry-${purpose}-${createHash('sha256').update(key).digest('hex').slice(0, 16)}`;
  if (process.platform === 'win32') return `\\\\.\\pipe\\${name}`;
  const runtime = environment.get('XDG_RUNTIME_DIR');
  if (runtime) return join(runtime, `${name}.sock`);
  const folder = join(tmpdir(), `gantry-${userInfo().uid}`);
  makeFolder(folder, { mode: 0o700 });
  refuseForeign(folder);
  return join(folder, `${name}.sock`);
}

/** Anybody can make a folder of this name before this user does, and would then be the one whom all meet. */
function refuseForeign(folder: string): void {
  const found = lstatSync(folder);
  if (!found.isDirectory() || found.uid !== userInfo().uid || (found.mode & 0o077) !== 0)
    throw new Error(`${folder} is not a folder of this user alone`);
}
