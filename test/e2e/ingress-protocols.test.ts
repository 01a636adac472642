import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';
import { connect as connectTls } from 'node:tls';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { INGRESS_IMAGE, loadIngressImage } from '../../scripts/setup/ingress-image.ts';
import { freePort } from '../support/free-addresses.ts';
import { aWorkspace, ENGINE, PUBLISHED_HOST, type Workspace } from '../support/gantry.ts';
import { PATIENCE } from '../support/patience.ts';

/** Sends back what it is sent, with all that the ingress puts before it. */
const service = (name: string, port: number, ingress: string): string => `
  ${name}:
    image: busybox
    init: true
    command: nc -ll -p 7 -e cat
    ports: ["${port}:7"]
    stop_grace_period: 0s
    deploy: {update_config: {order: start-first}}
    x-gantry: {ingress: {${ingress}}}
`;

let first: number;
let workspace: Workspace;

beforeAll(async () => {
  await loadIngressImage(ENGINE);
  first = await freePort(3);
  workspace = aWorkspace('ingress-protocols', {
    'compose.yaml': `
x-gantry: {ingress: {image: "${INGRESS_IMAGE}"}}
services:${service('bytes', first, '')}${service('v1', first + 1, 'proxy-protocol: v1')}${service('v2', first + 2, 'proxy-protocol: v2')}`,
  });
  const up = await workspace.gantry('up -d');
  expect(up.code, up.stderr).toBe(0);
});
afterAll(() => workspace.remove());

const sockets: Socket[] = [];
afterAll(() => {
  for (const socket of sockets) socket.destroy();
});

/** What comes back for these bytes, as soon as it ends with them. */
async function echo(port: number, bytes: Buffer, host = PUBLISHED_HOST): Promise<Buffer> {
  let heard = Buffer.alloc(0);
  const attempt = async (): Promise<boolean> => {
    if (heard.subarray(-bytes.length).equals(bytes)) return true;
    const socket = connect(port, host);
    sockets.push(socket);
    heard = Buffer.alloc(0);
    socket.on('error', () => {});
    socket.on('data', (chunk) => {
      heard = Buffer.concat([heard, chunk]);
      if (heard.subarray(-bytes.length).equals(bytes)) socket.destroy();
    });
    socket.write(bytes);
    await once(socket, 'close');
    return heard.subarray(-bytes.length).equals(bytes);
  };
  await expect.poll(attempt, PATIENCE).toBe(true);
  return heard;
}

/** The first bytes of a TLS client, as it sends them. */
async function clientHello(): Promise<Buffer> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const client = connectTls({ port, host: '127.0.0.1', servername: 'app.example', ALPNProtocols: ['h2'] });
  client.on('error', () => {});
  const [socket] = (await once(server, 'connection')) as [Socket];
  const [hello] = (await once(socket, 'data')) as [Buffer];
  client.destroy();
  server.close();
  return hello;
}

/** What an HTTP/2 client without TLS begins with: its preface, and an empty SETTINGS frame. */
const H2C = Buffer.concat([
  Buffer.from('PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n'),
  Buffer.from([0, 0, 0, 4, 0, 0, 0, 0, 0]),
]);

describe('an ingress that does not know what its clients speak', () => {
  test('passes TLS on as it is', async () => {
    const hello = await clientHello();
    // A handshake record.
    expect(hello[0]).toBe(22);
    expect(await echo(first, hello)).toEqual(hello);
  });

  test('passes HTTP/2 without TLS on as it is', async () => {
    expect(await echo(first, H2C)).toEqual(H2C);
  });

  test('passes any other bytes on as they are', async () => {
    const bytes = Buffer.from(Array.from({ length: 256 }, (_, byte) => byte));
    expect(await echo(first, bytes)).toEqual(bytes);
  });

  // A network of the engine's own has no loopback of ours.
  test.skipIf(PUBLISHED_HOST !== '127.0.0.1')(
    'is reached by IPv6 where the host has it',
    async ({ skip }) => {
      const bytes = Buffer.from('hello');
      const probe = createServer().listen(0, '::1');
      const hasIpv6 = await Promise.race([
        once(probe, 'listening').then(() => true),
        once(probe, 'error').then(() => false),
      ]);
      probe.close();
      if (!hasIpv6) skip('this host has no IPv6');
      expect(await echo(first, bytes, '::1')).toEqual(bytes);
    },
  );
});

describe('proxy-protocol', () => {
  test('v1 says in a line who the client is, and nothing else is changed', async () => {
    const said = await echo(first + 1, H2C);
    const [line = ''] = said.toString('latin1').split('\r\n');
    expect(line).toMatch(/^PROXY TCP4 [\d.]+ [\d.]+ \d+ 7$/);
    expect(said.subarray(line.length + 2)).toEqual(H2C);
  });

  test('v2 says it in bytes', async () => {
    const said = await echo(first + 2, H2C);
    expect(said.subarray(0, 12)).toEqual(Buffer.from('\r\n\r\n\0\r\nQUIT\n', 'latin1'));
    // Version 2, a connection of somebody else; TCP over IPv4; of twelve bytes at least.
    expect([said[12], said[13]]).toEqual([0x21, 0x11]);
    const length = said.readUInt16BE(14);
    expect(length).toBeGreaterThanOrEqual(12);
    // The port of the ingress that the client came to.
    expect(said.readUInt16BE(16 + 10)).toBe(7);
    expect(said.subarray(16 + length)).toEqual(H2C);
  });
});
