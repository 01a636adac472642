import { homedir, tmpdir, userInfo } from 'node:os';
import { isAbsolute, join } from 'node:path';

/** The folder for state on this machine; see the XDG Base Directory Specification, by which a relative path counts for nothing. */
export function stateFolder(environment: ReadonlyMap<string, string>): string {
  const named = environment.get('XDG_STATE_HOME') ?? '';
  return join(isAbsolute(named) ? named : join(homeFolder(), '.local/state'), 'gantry');
}

/** The folder for what can be fetched again. */
export function cacheFolder(environment: ReadonlyMap<string, string>): string {
  const named = environment.get('XDG_CACHE_HOME') ?? '';
  return join(isAbsolute(named) ? named : join(homeFolder(), '.cache'), 'gantry');
}

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
