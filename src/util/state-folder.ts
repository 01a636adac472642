import { homedir, tmpdir, userInfo } from 'node:os';
import { isAbsolute, join } from 'node:path';

/** The folder for state on this machine; see the XDG Base Directory Specification, by which a relative path counts for nothing. */
export const stateFolder = (environment: ReadonlyMap<string, string>): string =>
  folderOf(environment.get('XDG_STATE_HOME'), '.local/state');

/** The folder for what can be found out again. */
export const cacheFolder = (environment: ReadonlyMap<string, string>): string =>
  folderOf(environment.get('XDG_CACHE_HOME'), '.cache');

const folderOf = (named = '', usual: string): string =>
  join(isAbsolute(named) ? named : join(homeFolder(), usual), 'gantry');

/** A relative HOME would make folders wherever gantry runs. */
function homeFolder(): string {
  if (isAbsolute(homedir())) return homedir();
  try {
    return userInfo().homedir;
  } catch {
    // A user without an entry in the list of users.
    return tmpdir();
  }
}
