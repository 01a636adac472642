import { expect, test } from 'vitest';
import type { FileReference } from '../../../src/model/file-reference.ts';
import type { ContentSource, FileSource } from '../../../src/model/secret-spec.ts';
import { lostAttributes } from '../../../src/planner/request/lost-attributes.ts';
import { Sensitive } from '../../../src/util/sensitive.ts';
import { aProject } from '../../support/a-project.ts';
import { aService } from '../../support/a-service.ts';

const FOUND = { onEngineHost: true, mode: 0o644, uid: 0, gid: 0, madeAtMs: 0 };
const file = (more: Partial<FileSource>): FileSource => ({ kind: 'file', path: '/x', ...more });

/** Of the one secret of a service. */
function lost(from: ContentSource, given: Partial<FileReference>, readOnly = false) {
  const secret = {
    key: 'token',
    name: 'p_token',
    labels: new Map(),
    driverOpts: new Map(),
    from,
    extensions: new Map(),
  };
  const web = aService('web', { secrets: [{ source: 'token', ...given }], readOnly });
  return lostAttributes(aProject({ secrets: [secret], services: [web] })).map(
    ({ service, kind, attributes, why }) => `${service} ${kind} ${attributes.join(',')}: ${why}`,
  );
}

const mounted = 'the container is read_only, so /x is mounted as it is';

test.each<readonly [string, ContentSource, Partial<FileReference>, boolean, readonly string[]]>([
  ['a file, which is copied', file({ found: FOUND }), { mode: 0o400, uid: '1' }, false, []],
  [
    'a pipe',
    file({ insteadOfFile: 'a named pipe' }),
    { mode: 0o400, uid: '1' },
    false,
    ['web secret uid,mode: /x is a named pipe, which is mounted as it is'],
  ],
  ['a folder without attributes', file({ insteadOfFile: 'a folder' }), {}, false, []],
  ['a file that is missing, which is another problem', file({}), { mode: 0o400 }, false, []],
  ['a file as it should be, read-only', file({ found: FOUND }), { mode: 0o644, uid: '0' }, true, []],
  [
    'another file, read-only',
    file({ found: FOUND }),
    { mode: 0o644, gid: '5' },
    true,
    [`web secret gid: ${mounted}`],
  ],
  ['a text', { kind: 'content', content: new Sensitive('t') }, { mode: 0o400 }, false, []],
  [
    'an owner with a name',
    file({ found: FOUND }),
    { uid: 'node', gid: 'staff' },
    false,
    ['web secret uid,gid: a name means nothing outside of its container'],
  ],
])('lostAttributes() of %s', (_, from, given, readOnly, expected) => {
  expect(lost(from, given, readOnly)).toEqual(expected);
});
