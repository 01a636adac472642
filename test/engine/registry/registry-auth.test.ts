import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { afterAll, afterEach, describe, expect, test } from 'vitest';
import { authHeader, registryAuth, registryOf } from '../../../src/engine/registry/registry-auth.ts';

const HUB = 'https://index.docker.io/v1/';

test.each([
  ['busybox', HUB],
  ['me/app:1', HUB],
  ['docker.io/library/busybox', HUB],
  ['ghcr.io/me/app', 'ghcr.io'],
  ['localhost/app', 'localhost'],
  ['box:5000/app@sha256:ab', 'box:5000'],
])('registryOf() %s is %s', (reference, registry) => {
  expect(registryOf(reference)).toBe(registry);
});

describe('registryAuth()', () => {
  const path = process.env.PATH;
  const folder = mkdtempSync(join(tmpdir(), 'gantry-auth-'));
  afterEach(() => {
    process.env.PATH = path;
  });
  afterAll(() => rmSync(folder, { recursive: true }));

  test('gives the login that docker stored, also under an old kind of key', async () => {
    const config = {
      auths: {
        'ghcr.io': { auth: Buffer.from('bob:pass:word').toString('base64') },
        'https://old.example/v2/': { identitytoken: 'T' },
      },
    };

    expect(await login(config, 'ghcr.io/me/app')).toEqual({
      username: 'bob',
      password: 'pass:word',
      serveraddress: 'ghcr.io',
    });
    expect(await login(config, 'old.example/app')).toEqual({
      identitytoken: 'T',
      serveraddress: 'old.example',
    });
    expect(await login(config, 'busybox')).toBeUndefined();
    expect(await login(undefined, 'busybox')).toBeUndefined();
  });

  test('asks the program that keeps the login of this registry, else the one that keeps them all', async () => {
    const script = join(folder, 'docker-credential-gt');
    writeFileSync(
      script,
      '#!/bin/sh\nread -r server\nprintf \'{"Username":"<token>","Secret":"for %s"}\' "$server"\n',
    );
    chmodSync(script, 0o755);
    process.env.PATH = `${folder}${delimiter}${path}`;

    expect(await login({ credHelpers: { 'ghcr.io': 'gt' }, credsStore: 'gone' }, 'ghcr.io/a')).toEqual({
      identitytoken: 'for ghcr.io',
      serveraddress: 'ghcr.io',
    });
    expect(await login({ credsStore: 'gt' }, 'busybox')).toMatchObject({ identitytoken: `for ${HUB}` });
  });

  test.each([
    ['echo "keychain is locked"; exit 1', 'docker-credential-gt failed: keychain is locked'],
    ['echo "no display" >&2; exit 1', 'docker-credential-gt failed: no display'],
    [
      `echo '{"Username":"bob","Secret":"s3cret"}'; echo "no display" >&2; exit 1`,
      'docker-credential-gt failed',
    ],
    ["echo '{}'", 'docker-credential-gt gave no login that can be read'],
    ['yes s3cret', 'docker-credential-gt writes more than a login has'],
    ['echo s3cret', 'docker-credential-gt gave no login that can be read'],
  ])('tells what is wrong with a program of these words, and no password: %s', async (script, trouble) => {
    const file = join(folder, 'docker-credential-gt');
    writeFileSync(file, `#!/bin/sh\n${script}\n`);
    chmodSync(file, 0o755);
    process.env.PATH = `${folder}${delimiter}${path}`;

    expect(await found({ credsStore: 'gt' }, 'a.io/x')).toEqual({ registry: 'a.io', trouble });
  });

  test('takes a file that says nothing for one without logins', async () => {
    const nothing = registryAuth({ read: () => 'null', exists: () => true, list: () => [] });

    expect(await nothing('a.io/x')).toEqual({ registry: 'a.io' });
  });

  test('keeps the padding of base 64, without which the engine reads nothing', async () => {
    const auth = Buffer.from('bob:pw').toString('base64');
    const logins = await Promise.all(
      ['a.io', 'ab.io', 'abc.io'].map((host) => found({ auths: { [host]: { auth } } }, `${host}/x`)),
    );

    expect(logins.map((found) => found.login && authHeader(found.login).length % 4)).toEqual([0, 0, 0]);
  });

  test('goes on without a login when that program is not there, and knows why there is none', async () => {
    expect(await found({ credsStore: 'gone' }, 'busybox')).toEqual({
      registry: 'docker.io',
      trouble: 'docker-credential-gone is not installed',
    });
  });

  test('takes what DOCKER_AUTH_CONFIG has before what the file has', async () => {
    const auth = (text: string) => ({ auth: Buffer.from(text).toString('base64') });
    const config = { auths: { 'a.io': auth('file:1'), 'b.io': auth('file:2') } };
    const variable = JSON.stringify({ auths: { 'a.io': auth('variable:1') } });

    expect(await login(config, 'a.io/x', variable)).toMatchObject({ username: 'variable' });
    expect(await login(config, 'b.io/x', variable)).toMatchObject({ username: 'file' });
  });

  test('shows a password nowhere, not even of a file that is broken', async () => {
    const read = () => '{"auths": {"a.io": {"auth": "c2VjcmV0"';
    const broken = registryAuth({ read, exists: () => true, list: () => [] })('a.io/x');

    await expect(broken).rejects.toThrow(expect.objectContaining({ code: 'bad-usage' }));
    await expect(broken).rejects.not.toThrow(/c2Vj/);
    const stored = await found({ auths: { 'a.io': { auth: 'Ym9iOnMzY3JldA==' } } }, 'a.io/x');
    expect(JSON.stringify(stored)).not.toMatch(/s3cret|Ym9i/);
  });
});

function found(config: object | undefined, reference: string, variable?: string) {
  const text = config && JSON.stringify(config);
  return registryAuth({ read: () => text, exists: () => true, list: () => [] }, variable)(reference);
}

async function login(config: object | undefined, reference: string, variable?: string): Promise<unknown> {
  const { login } = await found(config, reference, variable);
  return login && JSON.parse(Buffer.from(authHeader(login), 'base64url').toString('utf8'));
}
