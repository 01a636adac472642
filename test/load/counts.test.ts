import { createServer } from 'node:http';
import { type AddressInfo, createServer as createTcpServer, type Server } from 'node:net';
import { afterEach, expect, test } from 'vitest';
import { startLoad } from './load.ts';
import type { LoadOptions } from './program/ways.ts';

const servers: Server[] = [];
afterEach(() => {
  for (const server of servers.splice(0)) server.close();
});

async function listening(server: Server): Promise<number> {
  servers.push(server);
  await new Promise<void>((heard) => {
    server.listen(0, '127.0.0.1', heard);
  });
  const { port } = server.address() as AddressInfo;
  return port;
}

const loadOn = (port: number, way: LoadOptions['way'] = 'connections') =>
  startLoad(
    { kind: 'outside' },
    {
      host: '127.0.0.1',
      port,
      path: '/',
      sessionPort: port,
      way,
      perSecond: 0,
      clients: 4,
      lastsMs: 300,
      timeoutMs: 10_000,
    },
  );

test('a load counts every answer, by its version, and none that was right as a failure', async () => {
  let served = 0;
  const port = await listening(
    createServer((_incoming, outgoing) => {
      served++;
      outgoing.end(`version ${served > 100 ? 2 : 1} end\n`);
    }),
  );
  const load = loadOn(port, 'keep-alive');

  await load.until(({ answered }) => answered > 200);
  const tally = await load.stop();

  expect(tally).toMatchObject({ sent: served, answered: served, failed: {}, firstFailures: [] });
  expect(tally.versions).toMatchObject({ 1: { count: 100 }, 2: { count: served - 100 } });
});

test('a load counts what is refused, cut off, or answered by somebody else, each as what it is', async () => {
  let served = 0;
  const port = await listening(
    createServer((incoming, outgoing) => {
      served++;
      if (served === 2) incoming.socket.resetAndDestroy();
      else if (served === 3) outgoing.writeHead(200, { 'content-length': 100 }).write('version 1');
      else if (served === 4) outgoing.writeHead(503).end('no server is available\n');
      else if (served === 5) outgoing.end('version 1 en');
      else outgoing.end('version 1 end\n');
      if (served === 3) setImmediate(() => incoming.socket.end());
    }),
  );
  const load = loadOn(port);

  await load.until(({ answered }) => answered > 50);
  const { failed: atFirst, firstFailures } = load.tally();
  const [server] = servers.splice(0);
  server?.close();
  await load.until(({ failed }) => (failed.refused ?? 0) > 20);
  const { sent, answered, failed } = await load.stop();

  expect(atFirst).toEqual({ reset: 2, 'wrong answer': 2 });
  expect(firstFailures.map(({ text }) => text).join('\n')).toContain('503 no server is available');
  expect(sent).toBe(answered + Object.values(failed).reduce((sum, times) => sum + times, 0));
});

/** Ends what it has begun before it is whole. */
const earlyEnd = (first: string): Server =>
  createTcpServer((socket) => {
    socket.on('error', () => socket.destroy());
    socket.resume().end(first);
  });

test.each([
  ['streams', 'HTTP/1.1 200 OK\r\n\r\npiece\nversion 1 '],
  ['uploads', 'HTTP/1.1 200 OK\r\ncontent-length: 100\r\n\r\nversion 1 end\n'],
  ['upgrades', 'HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: echo\r\n\r\nversion 1\n'],
  ['sessions', 'version 1\n'],
] as const)('%s that the server ends early fail', async (way, first) => {
  const load = loadOn(await listening(earlyEnd(first)), way);

  await load.until((tally) => Object.keys(tally.failed).length > 0);
  const { answered, failed } = await load.stop();

  expect(answered).toBe(0);
  expect(Object.keys(failed)).not.toContain('other');
});
