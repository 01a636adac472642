import { expect, test } from 'vitest';
import { registryAuth } from '../../../src/engine/registry/registry-auth.ts';
import { storedLogins } from '../../../src/engine/registry/stored-logins.ts';

const base64 = (text: string): string => Buffer.from(text).toString('base64');

async function logins(config: object | undefined) {
  const files = { read: () => config && JSON.stringify(config), exists: () => false, list: () => [] };
  return JSON.parse((await storedLogins(files, registryAuth(files))).reveal());
}

test('storedLogins() has every login in itself, whatever else the configuration says', async () => {
  const config = {
    auths: {
      'https://index.docker.io/v1/': { auth: base64('ann:hub') },
      'ghcr.io': { auth: base64('bob:pass:word') },
      'box:5000': { identitytoken: 'T' },
      'left.example': {},
    },
    credHelpers: { 'gone.example': 'not-installed-anywhere' },
    proxies: { default: { httpProxy: 'x' } },
  };

  expect(await logins(config)).toEqual({
    auths: {
      'https://index.docker.io/v1/': { auth: base64('ann:hub') },
      'ghcr.io': { auth: base64('bob:pass:word') },
      'box:5000': { identitytoken: 'T' },
    },
  });
});

test('storedLogins() has none where nobody has logged in', async () => {
  expect(await logins(undefined)).toEqual({ auths: {} });
});
