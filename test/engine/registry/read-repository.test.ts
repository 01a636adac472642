import { afterEach, expect, test } from 'vitest';
import { type RepositoryReader, readRepository } from '../../../src/engine/registry/read-repository.ts';
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
      if (isManifest) response.end(request.method === 'HEAD' ? '' : 'text');
      return isManifest;
    },
  });

  expect(await (await read()).digestOf('1')).toBe(digestOfContent('text'));
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
