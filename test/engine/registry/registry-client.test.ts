import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { afterEach, expect, test } from 'vitest';
import { digestOf, openRepository } from '../../../src/engine/registry/registry-client.ts';
import { Sensitive } from '../../../src/util/sensitive.ts';

type Answer = (request: IncomingMessage, response: ServerResponse, body: string) => void;

let close = (): void => {};
afterEach(() => close());

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

const open = (registry: string, login: object | undefined) =>
  openRepository({
    registry,
    name: 'me/app',
    insecure: false,
    signal: new AbortController().signal,
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
