import { createHash } from 'node:crypto';
import { tmpdir, userInfo } from 'node:os';
import { join } from 'node:path';
import { makeFolder } from './make-folder.ts';

/**
 * Where processes of this user meet, in a folder that is this user's alone. Short, as the path of a socket has to be.
 *
 * @param purpose `watch` @param key what they meet for
 * Error: as `mkdirSync`.
 */
export function socketPath(purpose: string, key: string, environment: ReadonlyMap<string, string>): string {
  const name = `gantry-${purpose}-${createHash('sha256').update(key).digest('hex').slice(0, 16)}`;
  if (process.platform === 'win32') return `\\\\.\\pipe\\${name}`;
  const runtime = environment.get('XDG_RUNTIME_DIR');
  if (runtime) return join(runtime, `${name}.sock`);
  const folder = join(tmpdir(), `gantry-${userInfo().uid}`);
  makeFolder(folder, { mode: 0o700 });
  return join(folder, `${name}.sock`);
}
