import { homedir } from 'node:os';
import { join } from 'node:path';

/** Where what is remembered on this machine lies; see the XDG Base Directory Specification. */
export const stateFolder = (environment: ReadonlyMap<string, string>): string =>
  join(environment.get('XDG_STATE_HOME') || join(homedir(), '.local/state'), 'gantry');
