import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { expect, onTestFinished, test } from 'vitest';
import { WebSocket, WebSocketServer } from 'ws';
import { keepAlive } from '../../src/serve/socket/keep-alive.ts';

async function aServer() {
  const server = new WebSocketServer({ port: 0, host: '127.0.0.1' });
  onTestFinished(() => {
    for (const client of server.clients) client.terminate();
    server.close();
  });
  server.on('connection', (socket) => keepAlive(socket, 200));
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  return {
    async open(autoPong: boolean): Promise<WebSocket> {
      const socket = new WebSocket(`ws://127.0.0.1:${port}`, { autoPong });
      await once(socket, 'open');
      return socket;
    },
  };
}

test('who answers no ping loses the connection, and who does keeps it', async () => {
  const { open } = await aServer();
  const answering = await open(true);
  const silent = await open(false);

  await once(silent, 'close');
  await once(answering, 'ping');
  expect(answering.readyState).toBe(WebSocket.OPEN);
});

test('who sends anything is there, however late it answers', async () => {
  const { open } = await aServer();
  const busy = await open(false);
  busy.on('ping', () => busy.send('more'));

  for (let pings = 0; pings < 4; pings++) await once(busy, 'ping');
  expect(busy.readyState).toBe(WebSocket.OPEN);
});
