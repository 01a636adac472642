import { homedir } from 'node:os';
import { join } from 'node:path';

/** The folder for state on this machine; see the XDG Base Directory Specification. */
export const stateFolder = (environment: ReadonlyMap<string, string>): string =>
  join(environment.get('XDG_STATE_HOME') || join(homedir(), '.local/state'), 'gantry');
