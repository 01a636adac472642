import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { afterEach, expect, test, vi } from 'vitest';
import { digestOf, openRepository } from '../../../src/engine/registry/registry-client.ts';
import { Sensitive } from '../../../src/util/sensitive.ts';

type Answer = (request: IncomingMessage, response: ServerResponse, body: string) => void;

let close = (): void => {};
afterEach(() => {
  close();
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

async function serve(answer: Answer): Promise<string> {
  const server = createServer(async (request, response) => answer(request, response, await text(request)));
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  close = () => {
    server.closeAllConnections();
    server.close();
  };
  const { port } = server.address() as AddressInfo;
  return `127.0.0.1:${port}`;
}

const open = (registry: string, login: object | undefined, onSlow = (_: string): void => {}) =>
  openRepository({
    registry,
    name: 'me/app',
    insecure: false,
    signal: new AbortController().signal,
    onSlow,
    login: { registry, ...(login && { login: new Sensitive(JSON.stringify(login)) }) },
  });

const BASIC = `Basic ${Buffer.from('bob:pw').toString('base64')}`;

test('openRepository() logs in by name and password, and sends only what is not there', async () => {
  const blobs = new Map<string, string>([[digestOf('there'), 'there']]);
  const registry = await serve((request, response, body) => {
    const url = new URL(request.url ?? '', 'http://x');
    if (request.headers.authorization !== BASIC)
      response.writeHead(401, { 'www-authenticate': 'Basic realm="r"' }).end();
    else if (request.method === 'HEAD')
      response.writeHead(blobs.has(url.pathname.split('/').at(-1) ?? '') ? 200 : 404).end();
    else if (request.method === 'POST')
      response.writeHead(202, { location: '/v2/me/app/blobs/uploads/1?state=x' }).end();
    else {
      blobs.set(`${url.searchParams.get('digest')} ${url.searchParams.get('state')}`, body);
      response.writeHead(201).end();
    }
  });
  const repository = await open(registry, { username: 'bob', password: 'pw' });

  expect(await repository.putBlob('there')).toBe(digestOf('there'));
  expect(await repository.putBlob('new')).toBe(digestOf('new'));
  expect([...blobs.keys()]).toEqual([digestOf('there'), `${digestOf('new')} x`]);
});

test('openRepository() asks the service that a registry names for a token', async () => {
  const registry = await serve((request, response) => {
    const { host, authorization } = request.headers;
    if (request.url?.startsWith('/token'))
      response.end(
        JSON.stringify({
          token: `${authorization} ${new URL(request.url, 'http://x').searchParams.get('scope')}`,
        }),
      );
    else if (authorization === `Bearer ${BASIC} repository:me/app:pull,push`) response.writeHead(201).end();
    else
      response
        .writeHead(401, { 'www-authenticate': `Bearer realm="http://${host}/token",service="s"` })
        .end();
  });
  const repository = await open(registry, { username: 'bob', password: 'pw' });

  expect(await repository.putManifest('1', 'x/y', '{}')).toBe(201);
});

test.each([
  [undefined, /requires a login to write to me\/app/],
  [{ username: 'bob', password: 'no' }, /does not allow the login/],
])('openRepository() with the login %j says that it is refused', async (login, message) => {
  const registry = await serve((_, response) => {
    response.writeHead(401, { 'www-authenticate': 'Basic realm="r"' }).end();
  });
  const repository = await open(registry, login);

  await expect(repository.putBlob('x')).rejects.toMatchObject({
    code: 'registry-denied',
    message: expect.stringMatching(message),
    hint: expect.stringContaining('docker login'),
  });
});

test.each<readonly [string, (url: string) => boolean]>([
  ['the registry', () => true],
  ['the service of the tokens', (url) => url.startsWith('/token')],
])('openRepository() gives up an answer without an end of %s', async (_who, isEndless) => {
  const registry = await serve((request, response) => {
    if (isEndless(request.url ?? '')) {
      const write = (): void => {
        while (response.write(' '.repeat(65_536)));
      };
      response.on('drain', write);
      write();
    } else
      response
        .writeHead(401, {
          'www-authenticate': `Bearer realm="http://${request.headers.host}/token",service="s"`,
        })
        .end();
  });
  const put = async (): Promise<unknown> => (await open(registry, undefined)).putManifest('1', 'x/y', '{}');

  await expect(put()).rejects.toMatchObject({
    code: 'registry-refused',
    message: `${registry} answers with more than 16 MiB, which no registry does`,
  });
});

test('openRepository() says that a registry has not answered, and gives it up in its time', async () => {
  vi.useFakeTimers();
  vi.stubGlobal(
    'fetch',
    (_url: string, { signal }: { signal: AbortSignal }) =>
      new Promise((_, reject) => {
        signal.addEventListener('abort', () => reject(signal.reason));
      }),
  );
  const said: string[] = [];
  const opening = open('example.com', undefined, (text) => said.push(text)).catch((error: unknown) => error);

  await vi.advanceTimersByTimeAsync(11_000);
  expect(said).toEqual(['example.com has not answered for 10 s (it has 60 s)']);
  await vi.advanceTimersByTimeAsync(50_000);
  expect(await opening).toMatchObject({
    code: 'registry-unreachable',
    message: 'the registry example.com cannot be reached: it did not answer within 60 s',
  });
  expect(said).toHaveLength(1);
});

test('openRepository() refuses a token that cannot be read, without showing it', async () => {
  const registry = await serve((request, response) => {
    if (request.url?.startsWith('/token')) response.end('{"token": "s3cret');
    else
      response
        .writeHead(401, {
          'www-authenticate': `Bearer realm="http://${request.headers.host}/token",service="s"`,
        })
        .end();
  });
  const repository = await open(registry, undefined);

  await expect(repository.putBlob('x')).rejects.toMatchObject({
    code: 'registry-refused',
    message: `${registry} gives no token that can be read`,
  });
});

test('openRepository() gives its login to no other host: not where an upload goes on, and not where a token service sends it', async () => {
  const elsewhere: { login: string | undefined; body: string }[] = [];
  const other = await serve((request, response, body) => {
    elsewhere.push({ login: request.headers.authorization, body });
    response.writeHead(201).end();
  });
  const closeOther = close;
  const registry = await serve((request, response) => {
    if (request.url?.startsWith('/token'))
      response.writeHead(307, { location: `http://${other}/token` }).end();
    else if (request.headers.authorization === undefined)
      response
        .writeHead(401, {
          'www-authenticate': request.url?.includes('/second/')
            ? `Bearer realm="http://${registry}/token"`
            : 'Basic realm="r"',
        })
        .end();
    else if (request.method === 'POST') response.writeHead(202, { location: `http://${other}/upload` }).end();
    else response.writeHead(404).end();
  });
  const first = await open(registry, { username: 'bob', password: 'pw' });
  await first.putBlob('new');
  expect(elsewhere).toEqual([{ login: undefined, body: 'new' }]);

  const second = await openRepository({
    registry,
    name: 'second/app',
    insecure: false,
    signal: new AbortController().signal,
    onSlow: () => {},
    login: { registry, login: new Sensitive(JSON.stringify({ identitytoken: 'refresh' })) },
  });
  await expect(second.putBlob('new')).rejects.toThrow(
    `sends gantry on to http://${other}, which would get what is sent`,
  );
  closeOther();
  expect(elsewhere).toHaveLength(1);
});
