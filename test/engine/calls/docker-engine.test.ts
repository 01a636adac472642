import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, test } from 'vitest';
import { dockerEngine } from '../../../src/engine/calls/docker-engine.ts';
import { openTransport } from '../../../src/engine/connection/transport.ts';
import { containerId } from '../../../src/model/ids.ts';
import { Sensitive } from '../../../src/util/sensitive.ts';
import recorded from '../recorded/container-list.json' with { type: 'json' };

const DIGEST = `sha256:${'1'.repeat(64)}`;

test('dockerEngine() takes for done what is done already, and nothing else', async () => {
  const answers: Readonly<Record<string, readonly [number, string]>> = {
    '/containers/a/rename?name=here': [400, 'Renaming a container with the same name as its current name'],
    '/containers/a/rename?name=there': [409, 'Conflict. The container name "/there" is already in use'],
    '/networks/left/disconnect': [403, 'container a is not connected to network left'],
    '/networks/host/disconnect': [403, 'container cannot be disconnected from host network'],
  };
  const { engine, close } = await engineAnswering((url) => answers[url]);
  const id = containerId('a');

  await engine.renameContainer(id, 'here');
  await engine.disconnectNetwork('left', id);
  await expect(engine.renameContainer(id, 'there')).rejects.toMatchObject({ status: 409 });
  await expect(engine.disconnectNetwork('host', id)).rejects.toMatchObject({ status: 403 });
  close();
});

test('dockerEngine() finds no task of a swarm by the labels of the image that it runs', async () => {
  const [listed] = recorded;
  const task = {
    ...listed,
    Names: ['/shop_api.1.x'],
    Labels: { ...listed?.Labels, 'com.docker.swarm.task.id': 'x' },
  };
  const { engine, close } = await engineAnswering(() => [200, [{ ...listed, Names: ['/shop-api-1'] }, task]]);
  const names = async (labels: readonly string[]) =>
    (await engine.listContainers(labels)).map(({ name }) => name);

  expect(await names(['com.docker.compose.project=shop'])).toEqual(['shop-api-1']);
  expect(await names([])).toEqual(['shop-api-1', 'shop_api.1.x']);
  close();
});

test('dockerEngine() has removed what somebody else removes when that is gone', async () => {
  const asked: string[] = [];
  const { engine, close } = await engineAnswering((url) => {
    asked.push(url);
    return url.includes('/wait')
      ? [404, 'No such container: a']
      : [409, 'removal of container a is already in progress'];
  });

  await engine.removeContainer(containerId('a'), false);

  expect(asked).toEqual(['/containers/a?force=true&v=false', '/containers/a/wait?condition=removed']);
  close();
});

test('dockerEngine() sets the limits of a container again that ends while they are set', async () => {
  const answers: (readonly [number, string])[] = [
    [500, 'Cannot update container a: cannot update a stopped container'],
    [200, ''],
    [500, 'Minimum memory limit allowed is 6MB'],
  ];
  const { engine, close } = await engineAnswering(() => answers.shift());
  const id = containerId('a');

  expect(await engine.updateContainer(id, { PidsLimit: 9 })).toEqual([]);
  await expect(engine.updateContainer(id, { PidsLimit: 9 })).rejects.toMatchObject({ status: 500 });
  expect(answers).toEqual([]);
  close();
});

async function engineAnswering(
  answer: (url: string) => readonly [status: number, message: string | readonly unknown[]] | undefined,
) {
  const server = createServer((request, response) => {
    const [status, message] = answer(request.url ?? '') ?? [500, `unexpected: ${request.url}`];
    response.writeHead(status).end(JSON.stringify(typeof message === 'string' ? { message } : message));
  });
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  const { port } = server.address() as AddressInfo;
  const endpoint = `tcp://127.0.0.1:${port}`;
  const transport = openTransport({ endpoint, host: '127.0.0.1', port });
  return {
    engine: dockerEngine(endpoint, transport, async () => ({ registry: 'docker.io' }), 'buildkit'),
    close: () => {
      server.closeAllConnections();
      server.close();
    },
  };
}

test('dockerEngine() asks for the digest of a full name, logged in where a login is stored', async () => {
  const requests: IncomingMessage[] = [];
  const server = createServer((request, response) => {
    requests.push(request);
    if (request.url?.includes('gone'))
      response.writeHead(404).end('{"message":"manifest unknown: manifest unknown"}');
    else if (request.url?.includes('private'))
      response.writeHead(401).end('{"message":"unauthorized: authentication required"}');
    else response.end(JSON.stringify({ Descriptor: { digest: DIGEST, size: 1 }, Platforms: [] }));
  });
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  const { port } = server.address() as AddressInfo;
  const endpoint = `tcp://127.0.0.1:${port}`;
  const transport = openTransport({ endpoint, host: '127.0.0.1', port });
  const login = async (name: string) =>
    name.startsWith('box') ? { registry: 'box:5000', login: new Sensitive('{}') } : { registry: 'docker.io' };
  const engine = dockerEngine(endpoint, transport, login, 'buildkit');

  expect(await engine.resolveDigest('web')).toBe(DIGEST);
  expect(await engine.resolveDigest('box:5000/me/app:1')).toBe(DIGEST);
  expect(requests.map(({ url, headers }) => [url, headers['x-registry-auth']])).toEqual([
    ['/distribution/docker.io/library/web:latest/json', undefined],
    ['/distribution/box:5000/me/app:1/json', 'e30='],
  ]);
  await expect(engine.resolveDigest('gone')).rejects.toMatchObject({ code: 'image-not-found' });
  await expect(engine.resolveDigest('a.io/private')).rejects.toMatchObject({
    code: 'registry-denied',
    hint: expect.stringContaining('docker login'),
  });

  engine.close();
  server.closeAllConnections();
  server.close();
});
