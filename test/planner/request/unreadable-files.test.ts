import { describe, expect, test } from 'vitest';
import type { CopiedFile } from '../../../src/planner/request/injected-files.ts';
import { reportUnreadable } from '../../../src/planner/request/unreadable-files.ts';
import { Sensitive } from '../../../src/util/sensitive.ts';
import { aService } from '../../support/a-service.ts';

const told = (user: string, file: Partial<CopiedFile>, groupAdd: readonly string[] = []) => {
  const whole: CopiedFile = {
    kind: 'secret',
    key: 'token',
    path: '/run/secrets/token',
    onChange: { kind: 'recreate' },
    isWatched: false,
    content: new Sensitive('hidden'),
    mode: 0o400,
    uid: 0,
    gid: 0,
    ...file,
  };
  return reportUnreadable(aService('web', { user, groupAdd }), [whole]);
};

describe('reportUnreadable()', () => {
  test('names the user, the file, its owner and mode, and what to add', () => {
    expect(told('1000', {})).toEqual([
      'service "web" runs as user 1000, which cannot read secret "token": it belongs to 0 and has mode 0400; give it `uid: "1000"` there',
    ]);
    expect(told('1000:1000', { mode: 0o440 })).toHaveLength(1);
    expect(told('1000', { uid: 1000, mode: 0o040 })).toHaveLength(1);
  });

  test.each<[string, string, Partial<CopiedFile>, (readonly string[])?]>([
    ['that all can read', '1000', { mode: 0o444 }],
    ['that all others can read', '1000:50', { mode: 0o404 }],
    ['of its own', '1000', { uid: 1000 }],
    ['of its group', '1000:50', { mode: 0o040, gid: 50 }],
    ['of a group that it may be in', '1000:50', { mode: 0o040 }, ['0']],
    ['of a group that only the image knows of', '1000', { mode: 0o440 }],
    ['of anybody, as root', '0', { uid: 5 }],
    ['of anybody, by a name that only the image knows', 'app', {}],
    ['of anybody, by a name with digits in it', 'app1', {}],
    ['of anybody, by a name that begins with digits', '1app', {}],
    ['of anybody, as the image says', '', {}],
  ])('says nothing of one %s', (_, user, file, groupAdd) => {
    expect(told(user, file, groupAdd)).toEqual([]);
  });
});
