import { afterEach, expect, test, vi } from 'vitest';
import { stateFolder } from '../../src/util/state-folder.ts';

afterEach(() => vi.unstubAllEnvs());

test('stateFolder() is where XDG_STATE_HOME says, else below the home folder', () => {
  vi.stubEnv('HOME', '/home/user');

  expect(stateFolder(new Map([['XDG_STATE_HOME', '/state']]))).toBe('/state/gantry');
  expect(stateFolder(new Map())).toBe('/home/user/.local/state/gantry');
});

test('stateFolder() makes no folders where gantry runs: relative paths do not count', () => {
  vi.stubEnv('HOME', 'here');

  expect(stateFolder(new Map([['XDG_STATE_HOME', 'there']]))).toMatch(/^\/.*\/gantry$/);
  expect(stateFolder(new Map())).not.toContain('here');
});
