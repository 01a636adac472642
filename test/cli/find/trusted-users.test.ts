import { afterEach, expect, test, vi } from 'vitest';
import { isGroupOf, trustedUsers } from '../../../src/cli/find/trusted-users.ts';

afterEach(() => {
  vi.unstubAllEnvs();
  vi.restoreAllMocks();
});

const passwd =
  'root:x:0:0:root:/root:/bin/sh\nann:x:1000:1000::/home/ann:/bin/sh\nbob:x:1001:1001::/home/bob:/bin/sh\n';

test.each([
  ['that of this user alone is', 'ann:x:1000:\n', passwd, true],
  ['that of this user, who is named as well, is', 'ann:x:1000:ann\n', passwd, true],
  ['one with another member is not', 'ann:x:1000:bob\n', passwd, false],
  ['one with a member that this machine does not list is not', 'ann:x:1000:zoe\n', passwd, false],
  ['one that others begin with is not', 'ann:x:1000:\n', passwd.replace('1001:1001', '1001:1000'), false],
  ['one of another name is not', 'staff:x:1000:\n', passwd, false],
  ['one under two names is not', 'ann:x:1000:\nstaff:x:1000:bob\n', passwd, false],
  ['one that this machine does not list is not', '', passwd, false],
  ['one of a user that this machine does not list is not', 'ann:x:1000:\n', '', false],
])('isGroupOf(): %s', (_, group, accounts, expected) => {
  expect(isGroupOf(new Set([0, 1000]), 1000, { passwd: accounts, group })).toBe(expected);
});

test('isGroupOf(): that of another user alone is not', () => {
  expect(isGroupOf(new Set([0, 1000]), 1001, { passwd, group: 'bob:x:1001:\n' })).toBe(false);
});

test.skipIf(!process.getuid)('trustedUsers() has who called sudo, for root alone', () => {
  vi.stubEnv('SUDO_UID', '1000');
  vi.spyOn(process, 'getuid').mockReturnValue(0);
  expect([...trustedUsers()]).toEqual([0, 1000]);
  vi.spyOn(process, 'getuid').mockReturnValue(1001);
  expect([...trustedUsers()]).toEqual([0, 1001]);
});
