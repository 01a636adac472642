import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { afterAll, afterEach, describe, expect, test } from 'vitest';
import { registryAuth, registryOf } from '../../src/engine/registry-auth.ts';

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

  test('keeps the padding of base 64, without which the engine reads nothing', async () => {
    const auth = Buffer.from('bob:pw').toString('base64');
    const headers = await Promise.all(
      ['a.io', 'ab.io', 'abc.io'].map((host) =>
        registryAuth({ read: () => JSON.stringify({ auths: { [host]: { auth } } }), exists: () => true })(
          `${host}/x`,
        ),
      ),
    );

    expect(headers.map((header) => (header?.length ?? 1) % 4)).toEqual([0, 0, 0]);
  });

  test('goes on without a login when that program is not there', async () => {
    expect(await login({ credsStore: 'gone' }, 'busybox')).toBeUndefined();
  });
});

async function login(config: object | undefined, reference: string): Promise<unknown> {
  const text = config && JSON.stringify(config);
  const header = await registryAuth({ read: () => text, exists: () => true })(reference);
  return header === undefined ? undefined : JSON.parse(Buffer.from(header, 'base64url').toString('utf8'));
}
