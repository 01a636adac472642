import { chmodSync, existsSync, mkdirSync, statSync, symlinkSync } from 'node:fs';
import { tmpdir, userInfo } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { meetingPath, socketPath } from '../../src/util/socket-path.ts';
import { aFolder } from '../support/a-folder.ts';

afterEach(() => {
  vi.unstubAllEnvs();
});

/** Nothing says where the sockets of this user are, so it is a folder of the temporary one, in which anybody can make some. */
function aTemporaryFolder(): { readonly meeting: string; path(): string } {
  vi.stubEnv('TMPDIR', aFolder({}));
  const meeting = join(tmpdir(), `gantry-${userInfo().uid}`);
  return { meeting, path: () => socketPath('ui', 'shop', new Map()) };
}

describe.skipIf(process.platform === 'win32')('socketPath()', () => {
  test('makes a folder that is of this user alone, and finds it again', () => {
    const { meeting, path } = aTemporaryFolder();

    expect(dirname(path())).toBe(meeting);
    expect(statSync(meeting).mode & 0o777).toBe(0o700);
    expect(dirname(path())).toBe(meeting);
  });

  test('refuses one that others can change', () => {
    const { meeting, path } = aTemporaryFolder();
    mkdirSync(meeting);
    chmodSync(meeting, 0o777);

    expect(path).toThrow('is not a folder of this user alone');
  });

  test('refuses one that leads elsewhere', () => {
    const { meeting, path } = aTemporaryFolder();
    symlinkSync(aFolder({}), meeting);

    expect(path).toThrow('is not a folder of this user alone');
  });
});

describe.skipIf(process.platform === 'win32')('meetingPath()', () => {
  const look = () => meetingPath('ui', 'shop', new Map());

  test('finds nobody where no process of this user has made a place, and makes none', () => {
    const { meeting } = aTemporaryFolder();

    expect(look()).toBeUndefined();
    expect(existsSync(meeting)).toBe(false);
  });

  test('finds the place of a process that is there, and none that others can change', () => {
    const { meeting, path } = aTemporaryFolder();

    expect(path()).toBe(look());
    chmodSync(meeting, 0o777);
    expect(look()).toBeUndefined();
  });
});
