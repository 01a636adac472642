import { afterEach, describe, expect, test } from 'vitest';
import { type RepositoryReader, readRepository } from '../../../src/engine/registry/read-repository.ts';
import { digestOf } from '../../../src/engine/registry/registry-client.ts';
import { Sensitive } from '../../../src/util/sensitive.ts';
import { aFakeRegistry, digestOfContent, type FakeRegistry } from '../../support/a-fake-registry.ts';

let registry: FakeRegistry;
afterEach(() => registry.stop());

const read = (login?: object, onSlow = (_: string): void => {}): Promise<RepositoryReader> =>
  readRepository({
    registry: registry.host,
    name: 'me/app',
    insecure: false,
    signal: new AbortController().signal,
    onSlow,
    login: { registry: registry.host, ...(login && { login: new Sensitive(JSON.stringify(login)) }) },
  });

test('readRepository() asks for a digest without the image, and knows what is not there', async () => {
  registry = await aFakeRegistry({ images: { 'me/app:1': 'one' } });
  const repository = await read();

  expect(await repository.digestOf('1')).toBe(registry.digestOf('me/app:1'));
  expect(await repository.digestOf('2')).toBeUndefined();
  expect(registry.requests).toEqual([
    'GET /v2/',
    'HEAD /v2/me/app/manifests/1',
    'HEAD /v2/me/app/manifests/2',
  ]);
});

test('readRepository() counts a digest itself where the registry tells none', async () => {
  registry = await aFakeRegistry({
    first: (request, response) => {
      const isManifest = request.url?.includes('/manifests/') === true;
      if (isManifest) response.end(request.method === 'HEAD' ? '' : '{"schemaVersion":2}');
      return isManifest;
    },
  });

  expect(await (await read()).digestOf('1')).toBe(digestOf('{"schemaVersion":2}'));
});

test('readRepository() tells the platforms of an image of several, without what attests them', async () => {
  registry = await aFakeRegistry({
    images: {
      'me/app:1': { 'linux/amd64': 'a', 'linux/arm/v7': 'b', 'unknown/unknown': 'c' },
      'me/app:2': 'of one platform',
    },
  });
  const repository = await read();

  expect(await repository.platformsOf(registry.digestOf('me/app:1'))).toEqual(
    new Map([
      ['linux/arm/v7', digestOfContent('b')],
      ['linux/amd64', digestOfContent('a')],
    ]),
  );
  expect(await repository.platformsOf('2')).toBeUndefined();
});

test('readRepository() reads all pages of a list of tags', async () => {
  registry = await aFakeRegistry({
    images: { 'me/app:1': 'x', 'me/app:2': 'x', 'me/app:3': 'x', 'me/other:4': 'x' },
    pageSize: 2,
  });

  expect(await (await read()).tags()).toEqual(['1', '2', '3']);
  expect(registry.requests.filter((request) => request.includes('tags'))).toHaveLength(2);
});

test('readRepository() takes no list that goes on at another registry, which would get the login', async () => {
  registry = await aFakeRegistry({
    first: (request, response) => {
      const isList = request.url?.includes('/tags/') === true;
      if (isList)
        response.setHeader('link', '<http://127.0.0.2:1/v2/me/app/tags/list>; rel="next"').end('{}');
      return isList;
    },
  });

  await expect((await read()).tags()).rejects.toMatchObject({
    code: 'registry-refused',
    message: `${registry.host} continues its list of tags at http://127.0.0.2:1`,
  });
});

test('readRepository() asks for a token to read, once for a repository', async () => {
  const scopes: (string | null)[] = [];
  registry = await aFakeRegistry({
    images: { 'me/app:1': 'one' },
    first: (request, response) => {
      const url = new URL(request.url ?? '', 'http://x');
      if (url.pathname === '/token') {
        scopes.push(url.searchParams.get('scope'));
        response.end('{"token":"t"}');
        return true;
      }
      if (url.pathname === '/v2/' || request.headers.authorization === 'Bearer t') return false;
      const realm = `http://${request.headers.host}/token`;
      response.writeHead(401, { 'www-authenticate': `Bearer realm="${realm}",service="s"` }).end();
      return true;
    },
  });
  const repository = await read({ username: 'bob', password: 'pw' });

  await repository.digestOf('1');
  expect(await repository.tags()).toEqual(['1']);
  expect(scopes).toEqual(['repository:me/app:pull']);
});

test('readRepository() says who may not read', async () => {
  registry = await aFakeRegistry({
    first: (request, response) => {
      const isList = request.url?.includes('/tags/') === true;
      if (isList) response.writeHead(401, { 'www-authenticate': 'Basic realm="r"' }).end();
      return isList;
    },
  });

  await expect((await read()).tags()).rejects.toMatchObject({
    code: 'registry-denied',
    message: `${registry.host} requires a login to read me/app`,
  });
});

test('readRepository() waits as long as a registry asks that has had enough of requests', async () => {
  let refusals = 2;
  registry = await aFakeRegistry({
    images: { 'me/app:1': 'one' },
    first: (request, response) => {
      if (request.url === '/v2/' || refusals-- <= 0) return false;
      response.writeHead(429, { 'retry-after': '0' }).end();
      return true;
    },
  });
  const said: string[] = [];

  const repository = await read(undefined, (text) => said.push(text));
  expect(await repository.digestOf('1')).toBe(registry.digestOf('me/app:1'));
  expect(said).toEqual(Array(2).fill(`${registry.host} asks to wait for 0 s before the next request`));
});

test('readRepository() does not wait for an hour', async () => {
  registry = await aFakeRegistry({
    first: (request, response) => {
      if (request.url === '/v2/') return false;
      response.writeHead(429, { 'retry-after': '3600' }).end('slow down');
      return true;
    },
  });

  await expect((await read()).digestOf('1')).rejects.toMatchObject({
    code: 'registry-refused',
    message: expect.stringContaining('answers 429'),
  });
});

describe('readRepository() believes no registry that', () => {
  const SHA = `sha256:${'a'.repeat(64)}`;
  const answers = (status: number, headers: Record<string, string>, text: string) => async () => {
    registry = await aFakeRegistry({
      first: (request, response) => {
        if (!request.url?.includes('/manifests/')) return false;
        response.writeHead(status, headers).end(request.method === 'HEAD' ? '' : text);
        return true;
      },
    });
    return (await read()).digestOf('1');
  };

  test.each([
    ['answers with a page', answers(200, {}, '<html>Log in'), 'answers with something else than a manifest'],
    ['answers with nothing', answers(200, {}, ''), 'answers with something else than a manifest'],
    ['answers with another document', answers(200, {}, '[1]'), 'answers with something else than a manifest'],
    [
      'names no digest as one',
      answers(200, { 'docker-content-digest': 'latest' }, '{}'),
      'names "latest" as the digest of me/app:1',
    ],
    [
      'fails with a page',
      answers(502, { 'content-type': 'text/html' }, '<h1>'),
      'answers 502 with a page for people',
    ],
  ])('%s', async (_, ask, message) => {
    await expect(ask()).rejects.toMatchObject({
      code: 'registry-refused',
      message: expect.stringContaining(message),
      hint: 'check its name, and any proxy in between',
    });
  });

  test('gives another content than the one that was asked for', async () => {
    registry = await aFakeRegistry({
      first: (request, response) => {
        if (!request.url?.includes('/manifests/')) return false;
        response.end('{"schemaVersion":2,"manifests":[]}');
        return true;
      },
    });

    await expect((await read()).platformsOf(SHA)).rejects.toThrow(
      `answers with another content than that of ${SHA}`,
    );
  });
});

describe('readRepository() that is sent on', () => {
  const logins: (string | undefined)[] = [];
  const other = (): Promise<FakeRegistry> =>
    aFakeRegistry({
      images: { 'me/app:1': 'one' },
      first: (request) => {
        logins.push(request.headers.authorization);
        return false;
      },
    });
  const sendingOn = (location: (path: string) => string) =>
    aFakeRegistry({
      first: (request, response) => {
        if (!request.url?.includes('/manifests/')) return false;
        if (request.headers.authorization === undefined)
          response.writeHead(401, { 'www-authenticate': 'Basic realm="r"' }).end();
        else response.writeHead(307, { location: location(request.url) }).end();
        return true;
      },
    });

  test('to another host gives that one no login', async () => {
    const there = await other();
    registry = await sendingOn((path) => `http://${there.host}${path}`);
    const digest = await (await read({ username: 'bob', password: 'pw' })).digestOf('1');
    there.stop();

    expect(digest).toBe(there.digestOf('me/app:1'));
    expect(logins).toEqual([undefined]);
  });

  test.each([
    ['in a circle', (path: string) => path, 'more than five places'],
    ['to a file', () => 'file:///etc/passwd', 'nowhere that can be asked'],
    ['to nothing', () => 'http://', 'nowhere that can be asked'],
  ])('%s gives up', async (_, location, message) => {
    registry = await sendingOn(location);

    await expect((await read({ username: 'bob', password: 'pw' })).digestOf('1')).rejects.toThrow(message);
  });
});
