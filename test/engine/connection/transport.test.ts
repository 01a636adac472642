import type { RequestListener } from 'node:http';
import { Socket } from 'node:net';
import { Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { afterEach, expect, test, vi } from 'vitest';
import { openTransport, type Transport } from '../../../src/engine/connection/transport.ts';
import { aTransport, type ServedTransport } from '../../support/a-transport.ts';

let served: ServedTransport | undefined;
let transport: Transport | undefined;
afterEach(() => {
  transport?.close();
  served?.close();
});

test('openTransport() sends the query, the body and the path behind a proxy, and reads the answer', async () => {
  const engine = await serve(async (request, response) => {
    response.end(
      JSON.stringify({ url: request.url, type: request.headers['content-type'], body: await text(request) }),
    );
  });

  const answer = await engine.json({
    method: 'POST',
    path: '/x',
    query: { name: 'a b', t: ['1', '2'], none: undefined },
    body: { é: 1 },
  });

  expect(answer).toEqual({ url: '/base/x?name=a+b&t=1&t=2', type: 'application/json', body: '{"é":1}' });
});

test('openTransport() uses a connection again for the next call, and another one for a stream', async () => {
  const ports: (number | undefined)[] = [];
  const engine = await serve((request, response) => {
    ports.push(request.socket.remotePort);
    response.end('{}');
  });

  await engine.json({ method: 'GET', path: '/1' });
  await text(await engine.stream({ method: 'GET', path: '/2' }));
  await engine.json({ method: 'GET', path: '/3' });

  expect(ports[2]).toBe(ports[0]);
  expect(ports[1]).not.toBe(ports[0]);
});

test('openTransport() has the system ask whether the other side is there while a stream over a network is quiet', async () => {
  const asked = vi.spyOn(Socket.prototype, 'setKeepAlive');
  const engine = await serve((_request, response) => response.end('{}'));

  await text(await engine.stream({ method: 'GET', path: '/events' }));

  expect(asked).toHaveBeenCalledWith(true, 30_000);
  asked.mockRestore();
});

test('openTransport() turns an error of the engine into one in words', async () => {
  const engine = await serve((_request, response) => {
    response.writeHead(404).end('{"message":"No such image: app:1"}');
  });
  const request = { method: 'GET', path: '/x' } as const;

  await expect(engine.json(request)).rejects.toMatchObject({ code: 'image-not-found', status: 404 });
});

test('openTransport() takes an empty answer only from a call that changes something', async () => {
  const engine = await serve((_request, response) => {
    response.writeHead(200).end();
  });

  await expect(engine.answer({ method: 'POST', path: '/x' })).resolves.toBeUndefined();
  await expect(engine.answer({ method: 'GET', path: '/x' })).rejects.toMatchObject({
    code: 'engine-unreachable',
  });
});

test('openTransport() says that nobody is there, and where', async () => {
  const away = openTransport({ endpoint: 'unix:///nowhere.sock', socketPath: '/nowhere.sock' });

  await expect(away.json({ method: 'GET', path: '/' })).rejects.toMatchObject({
    code: 'engine-unreachable',
    message: 'no Docker engine at unix:///nowhere.sock: the socket does not exist',
  });
});

test('openTransport() says so when the engine goes away while it answers', async () => {
  const engine = await serve((_request, response) => {
    response.writeHead(200, { 'content-length': '100' });
    response.write('{"StatusCode"', () => response.destroy());
  });

  await expect(engine.json({ method: 'GET', path: '/' })).rejects.toMatchObject({
    code: 'engine-unreachable',
    message: 'the engine ended its answer in the middle',
  });
});

test('openTransport() says so when something else than an engine answers', async () => {
  const page = '<html>\n<head><title>502 Bad Gateway</title></head></html>';
  for (const status of [200, 404, 502]) {
    const proxy = await serve((_request, response) => {
      response.writeHead(status).end(page);
    });
    await expect(proxy.json({ method: 'GET', path: '/' })).rejects.toMatchObject({
      code: 'engine-unreachable',
      message: expect.stringMatching(
        /^no Docker engine at .*: something else answers there \(502 Bad Gateway\)$/,
      ),
    });
  }
});

test('openTransport() takes no page for an archive, or for what is said of a file', async () => {
  const proxy = await serve((_request, response) => {
    response.writeHead(200, { 'Content-Type': 'text/html; charset=utf-8' }).end('<title>Log in</title>');
  });
  const refused = {
    code: 'engine-unreachable',
    message: expect.stringContaining('something else answers there'),
  };

  await expect(proxy.stream({ method: 'GET', path: '/archive' })).rejects.toMatchObject(refused);
  await expect(proxy.header({ method: 'HEAD', path: '/archive' }, 'a')).rejects.toMatchObject(refused);
});

test('openTransport() gives the status of a refusal without a word', async () => {
  const engine = await serve((_request, response) => {
    response.writeHead(500).end();
  });

  await expect(engine.header({ method: 'HEAD', path: '/x' }, 'a')).rejects.toThrow(
    'the engine refused without saying why (status 500)',
  );
});

test('openTransport() gives the reason of the signal when a call is called off', async () => {
  const engine = await serve(() => {});
  const controller = new AbortController();
  const called = engine.json({ method: 'GET', path: '/', signal: controller.signal });

  controller.abort(new Error('enough'));

  await expect(called).rejects.toThrow('enough');
});

test('openTransport() sends an archive as it is made, and fails with the error of a file that cannot be read', async () => {
  const engine = await serve(async (request, response) => {
    response.end(JSON.stringify(await text(request)));
  });
  const broken = Readable.from(
    (async function* () {
      yield 'start';
      throw new Error('cannot read app.js');
    })(),
  );

  await expect(engine.json({ method: 'PUT', path: '/', archive: Readable.from(['a', 'b']) })).resolves.toBe(
    'ab',
  );
  await expect(engine.json({ method: 'PUT', path: '/', archive: broken })).rejects.toThrow(
    /^cannot read app\.js$/,
  );
});

test('openTransport() says so when certificates cannot be used', async () => {
  const tls = { cert: 'no certificate', key: 'no key', verify: true };
  const secure = openTransport({ endpoint: 'tcp://127.0.0.1:1', host: '127.0.0.1', port: 1, tls });

  for (const call of [secure.json, secure.stream, secure.hijack])
    await expect(call({ method: 'GET', path: '/' })).rejects.toMatchObject({
      code: 'bad-usage',
      message: 'the certificates for the engine cannot be used: no start line',
    });
});

async function serve(listener: RequestListener): Promise<Transport> {
  served = await aTransport(listener, {}, { basePath: '/base' });
  transport = served.transport;
  return transport;
}
