import { mkdtempSync, rmSync } from 'node:fs';
import { createServer, type RequestListener, type Server } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Duplex } from 'node:stream';
import { text } from 'node:stream/consumers';
import type Docker from 'dockerode';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { dockerClient, duplex, readable } from '../../../src/engine/calls/docker-client.ts';
import { openTransport, type Transport } from '../../../src/engine/connection/transport.ts';
import { PATIENCE } from '../../support/patience.ts';

let folder = '';
let server: Server | undefined;
let transport: Transport | undefined;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'modem-'));
});
afterEach(() => {
  transport?.close();
  server?.closeAllConnections();
  server?.close();
  rmSync(folder, { recursive: true });
});

test('dial() sends the parameters of a list in the query, maps as JSON, behind the path of a proxy', async () => {
  const { docker, requests } = await engineThat((_request, response) =>
    response.end('[{"Id":"n1","Name":"front","Driver":"bridge"}]'),
  );

  const listed = await docker.listNetworks({ filters: { label: ['a', 'b=c'] } });

  expect(listed).toEqual([{ Id: 'n1', Name: 'front', Driver: 'bridge' }]);
  expect(requests).toEqual([
    {
      call: 'GET /proxy/networks?filters=%7B%22label%22%3A%5B%22a%22%2C%22b%3Dc%22%5D%7D',
      body: '',
    },
  ]);
});

test('dial() sends what is not for the query as the body, and nothing twice', async () => {
  const { docker, requests } = await engineThat((_request, response) =>
    response.end('{"Id":"c1","Name":"v"}'),
  );
  let answer: unknown;

  const container = await docker.createContainer({
    _query: { name: 'web', platform: undefined },
    _body: { Image: 'app' },
    _answer: (whole) => {
      answer = whole;
    },
  });
  await container.stop({ t: 3 });
  await container.pause();
  await container.update({ PidsLimit: 9 });
  await container.commit({ changes: ['CMD a', 'USER b'] });

  expect(container.id).toBe('c1');
  expect(answer).toEqual({ Id: 'c1', Name: 'v' });
  expect(requests).toEqual([
    { call: 'POST /proxy/containers/create?name=web', body: '{"Image":"app"}' },
    { call: 'POST /proxy/containers/c1/stop?t=3', body: '' },
    { call: 'POST /proxy/containers/c1/pause', body: '' },
    { call: 'POST /proxy/containers/c1/update', body: '{"PidsLimit":9}' },
    { call: 'POST /proxy/commit?changes=CMD+a&changes=USER+b&container=c1', body: '' },
  ]);
});

test('dial() sends a login in its header and nowhere else', async () => {
  let header: string | string[] | undefined;
  const { docker, requests } = await engineThat((request, response) => {
    header = request.headers['x-registry-auth'];
    response.end('{}');
  });

  await text(readable(await docker.createImage({ authconfig: { key: 'e30=' }, fromImage: 'app', tag: '1' })));

  expect(header).toBe('e30=');
  expect(requests).toEqual([{ call: 'POST /proxy/images/create?fromImage=app&tag=1', body: '' }]);
});

test('dial() sends an archive as it is', async () => {
  const { docker, requests } = await engineThat((_request, response) => response.end());

  await docker.getContainer('c1').putArchive(Buffer.from('tar'), { path: '/' });

  expect(requests).toEqual([{ call: 'PUT /proxy/containers/c1/archive?path=%2F', body: 'tar' }]);
});

test('dial() takes every status below 300 for success, whatever dockerode expects', async () => {
  const { docker } = await engineThat((_request, response) => response.writeHead(201).end());

  await expect(docker.getExec('e1').resize({ h: 1, w: 2 })).resolves.toEqual({});
});

test('dial() fails with the explanation of the engine’s own words, not with those of dockerode', async () => {
  const words = 'No such image: app:1';
  const { docker } = await engineThat((_request, response) =>
    response.writeHead(404).end(JSON.stringify({ message: words })),
  );

  const expected = {
    name: 'EngineError',
    code: 'image-not-found',
    status: 404,
    cause: expect.objectContaining({ message: words }),
  };
  await expect(docker.createContainer({ _query: {}, _body: {} })).rejects.toMatchObject(expected);
  await expect(docker.createImage(undefined, {})).rejects.toMatchObject(expected);
  await expect(docker.getContainer('c1').attach({ hijack: true, _query: {} })).rejects.toMatchObject(
    expected,
  );
  await expect(docker.getContainer('c1').inspect()).rejects.not.toThrow(/no such container|HTTP code/);
});

test('dial() fails with a status that is neither success nor an error, such as “started already”', async () => {
  const { docker } = await engineThat((_request, response) => response.writeHead(304).end());

  await expect(docker.getContainer('c1').start()).rejects.toMatchObject({ status: 304 });
});

test('dial() takes an empty answer for none where the answer is read, and for success elsewhere', async () => {
  const { docker } = await engineThat((_request, response) => response.end());

  await expect(docker.getContainer('c1').wait()).rejects.toMatchObject({ code: 'engine-unreachable' });
  await expect(docker.createContainer({ Image: 'app' })).rejects.toMatchObject({
    code: 'engine-unreachable',
  });
  await docker.createVolume({ Name: 'v' });
  await docker.createNetwork({ Name: 'n' });
});

test('dial() gives a stream as it comes', async () => {
  const { docker } = await engineThat((_request, response) => {
    response.write('{"Action":"start"}\n');
  });

  const stream = readable(await docker.getEvents({ _query: { since: '1' } }));
  const [first] = await once(stream);

  expect(String(first)).toBe('{"Action":"start"}\n');
  stream.destroy();
});

test('dial() gives the connection itself, with what came right after the answer', async () => {
  const { docker, requests } = await engineThat(() => {});
  server?.on('upgrade', (request, socket: Duplex) => {
    requests.push({ call: `${request.method} ${request.url}`, body: '' });
    socket.write('HTTP/1.1 101 UPGRADED\r\nConnection: Upgrade\r\nUpgrade: tcp\r\n\r\nhello ');
    socket.on('data', (chunk) => socket.end(`and ${chunk}`));
  });

  const connection = duplex(
    await docker.getContainer('c1').attach({ hijack: true, _query: { stream: true, stdin: true } }),
  );
  connection.write('you');

  expect(await text(connection)).toBe('hello and you');
  expect(requests).toEqual([{ call: 'POST /proxy/containers/c1/attach?stream=true&stdin=true', body: '' }]);
});

test('dial() calls off a call, and a stream that it gave, with the signal of that call', async () => {
  const { docker, requests } = await engineThat((request, response) => {
    if (request.url?.includes('/events')) response.write('{}\n');
  });
  const controller = new AbortController();
  const waiting = docker.getContainer('c1').wait({ condition: 'removed', abortSignal: controller.signal });
  const stream = readable(await docker.getEvents({ abortSignal: controller.signal }));
  const read = text(stream);
  // The signal is not among the parameters.
  await vi.waitFor(
    () =>
      expect(requests.map(({ call }) => call).sort()).toEqual([
        'GET /proxy/events',
        'POST /proxy/containers/c1/wait?condition=removed',
      ]),
    PATIENCE,
  );

  controller.abort(new Error('enough'));

  await expect(waiting).rejects.toThrow('enough');
  await expect(read).rejects.toThrow('aborted');
});

test('dial() says where nobody answers', async () => {
  const endpoint = 'unix:///nowhere.sock';
  const docker = await dockerClient(openTransport({ endpoint, socketPath: '/nowhere.sock' })).api();

  await expect(docker.listNetworks()).rejects.toMatchObject({
    code: 'engine-unreachable',
    message: `no Docker engine at ${endpoint}: the socket does not exist`,
  });
});

async function once(stream: AsyncIterable<unknown>): Promise<readonly unknown[]> {
  for await (const chunk of stream) return [chunk];
  return [];
}

interface Received {
  readonly call: string;
  readonly body: string;
}

/** An engine on a socket, behind a path. `requests`: what it was asked, with the whole bodies. */
async function engineThat(
  answer: RequestListener,
): Promise<{ readonly docker: Docker; readonly requests: Received[] }> {
  const requests: Received[] = [];
  const socketPath = join(folder, 'engine.sock');
  const listening = createServer(async (request, response) => {
    const body = await text(request);
    requests.push({ call: `${request.method} ${request.url}`, body });
    answer(request, response);
  });
  server = listening;
  await new Promise<void>((resolve) => listening.listen(socketPath, resolve));
  transport = openTransport({ endpoint: `unix://${socketPath}`, socketPath, basePath: '/proxy' });
  return { docker: await dockerClient(transport).api(), requests };
}
