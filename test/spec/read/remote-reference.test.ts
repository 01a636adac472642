import { describe, expect, test } from 'vitest';
import { isRemote } from '../../../src/spec/read/is-remote.ts';
import { parseRemote, shownReference } from '../../../src/spec/read/remote-reference.ts';

const read = (text: string) => {
  const parsed = parseRemote(text);
  return parsed.ok ? parsed.reference : parsed.message;
};

describe('parseRemote()', () => {
  test.each([
    ['https://example.test/me/app.git', { url: 'https://example.test/me/app.git', subdir: '' }],
    ['https://example.test/me/app.git#v1', { url: 'https://example.test/me/app.git', ref: 'v1', subdir: '' }],
    ['https://example.test/app.git#:sub', { url: 'https://example.test/app.git', subdir: 'sub' }],
    [
      'https://example.test/app.git#feature/x:a/b/',
      { url: 'https://example.test/app.git', ref: 'feature/x', subdir: 'a/b' },
    ],
    ['http://127.0.0.1:80/app.git#main', { url: 'http://127.0.0.1:80/app.git', ref: 'main', subdir: '' }],
    ['ssh://git@example.test/app#main', { url: 'ssh://git@example.test/app', ref: 'main', subdir: '' }],
    ['git://example.test/app', { url: 'git://example.test/app', subdir: '' }],
    [
      'git@example.test:me/app.git#main:./x',
      { url: 'git@example.test:me/app.git', ref: 'main', subdir: 'x' },
    ],
  ])('reads %s', (text, expected) => {
    expect(isRemote(text)).toBe(true);
    expect(read(text)).toEqual({ kind: 'git', ...expected });
  });

  const digest = `sha256:${'a'.repeat(64)}`;

  test.each([
    ['oci://example.test:5000/me/app:1', { image: 'example.test:5000/me/app:1' }],
    ['oci://me/app', { image: 'me/app' }],
    [`oci://example.test/app@${digest}`, { image: 'example.test/app', digest }],
    [`oci://example.test/app:1@${digest}`, { image: 'example.test/app:1', digest }],
  ])('reads %s', (text, expected) => {
    expect(isRemote(text)).toBe(true);
    expect(read(text)).toEqual({ kind: 'oci', ...expected });
  });

  test.each([
    'ext::sh -c touch% /tmp/x',
    'ext::sh',
    'file:///etc/passwd',
    'ftp://example.test/app.git',
    'https://example.test/compose.yaml',
    'https://-oProxyCommand=x/app.git',
    'ssh://-oProxyCommand=x/app.git',
    'ssh://-x@example.test/app.git',
    'https://example.test/app.git#--upload-pack=x',
    'https://example.test/app.git#main:../..',
    'https://example.test/app.git#main:a/../../b',
    'https://example.test/app.git#main:/etc',
    'https://example.test/app.git#a..b',
    'https://example.test/app.git#refs/*',
    'https://example.test/app.git#main\nx',
    'oci://example.test/app@sha256:short',
    'oci://../../x',
    'oci://-x/y:--z',
    'oci://',
  ])('refuses %j, which no path of this machine is either', (text) => {
    expect(isRemote(text)).toBe(true);
    expect(read(text)).toBeTypeOf('string');
  });

  test.each(['compose.yaml', './a:b', '/x/y.git', 'C:/x', '-', 'a@b/c:d', 'github.com/me/app.git'])(
    'leaves the path %s alone',
    (path) => {
      expect(isRemote(path)).toBe(false);
    },
  );
});

test('shownReference() leaves out the password of an address', () => {
  expect(shownReference('https://me:token@example.test/app.git#main')).toBe(
    'https://example.test/app.git#main',
  );
  expect(shownReference('git@example.test:app.git')).toBe('git@example.test:app.git');
});

test.each([
  ['git://host/x.git:cache', 'git://host/x.git#:cache, or #REF:cache'],
  ['https://me:pw@host/x.git:a/b', 'https://host/x.git#:a/b, or #REF:a/b'],
  ['git@host:me/x.git:cache', 'git@host:me/x.git#:cache, or #REF:cache'],
])('a folder without "#" before it is told as such: %s', (text, right) => {
  expect(parseRemote(text)).toMatchObject({ ok: false, hint: expect.stringContaining(`write ${right} for`) });
});
