import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Duplex } from 'node:stream';
import { WebSocketServer } from 'ws';
import { chooseEncoding } from './content-encoding.ts';
import { checkRequest, type Refusal, type RequestKind, valuesOf } from './guard/check-request.ts';
import { PAGE_HEADERS } from './guard/page-headers.ts';
import { PageKeys } from './guard/page-keys.ts';
import { OpenProjects } from './open-projects.ts';
import { callPage } from './page-calls.ts';
import { pageFiles } from './page-files.ts';
import type { PageSite } from './page-site.ts';
import { servePage } from './page-socket.ts';
import { addressOf, readTarget } from './page-target.ts';

const MOST_SOCKETS = 16;
const LARGEST_MESSAGE = 64 * 1024;
const LARGEST_BODY = 64 * 1024;
/** The only path of a websocket. */
const LIVE = '/live';
const CALLS = '/api/';

export interface PageServer {
  /** `http://gantry-k3f9x2ab.localhost:4711` */
  readonly origin: string;
  /**
   * A link that opens one page, within five minutes.
   *
   * @param project its name; undefined: the page that names none
   */
  newLink(project?: string): PageLink;
  close(): Promise<void>;
}

interface PageLink {
  readonly url: string;
  /** The same for a browser that does not know that names below `localhost` are this machine. */
  readonly byAddress: string;
}

export interface PageServerOptions {
  readonly site: PageSite;
  /** 0: any that is free. */
  readonly port: number;
  /** For secrets; milliseconds since any moment. */
  readonly now?: () => number;
}

/**
 * Serves the page on the loopback of this machine. The name is another one each time, below `localhost`: what a browser keeps for
 * it, it keeps for no application whose port is published on localhost.
 *
 * Error: that of the system, when the port is taken.
 */
export async function startPageServer({ site, port, now }: PageServerOptions): Promise<PageServer> {
  const name = `gantry-${randomName()}.localhost`;
  const keys = new PageKeys(now);
  const server = createServer({ maxHeaderSize: 16 * 1024, requestTimeout: 10_000, headersTimeout: 5000 });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', () => {
      server.removeListener('error', reject);
      resolve();
    });
  });
  const taken = portOf(server);
  const hosts = new Set([`${name}:${taken}`, `127.0.0.1:${taken}`]);
  const sockets = new WebSocketServer({
    noServer: true,
    perMessageDeflate: false,
    maxPayload: LARGEST_MESSAGE,
    clientTracking: true,
  });
  const projects = new OpenProjects(site);
  const newLink = (project?: string): PageLink => linkOf(name, taken, keys, project);
  const world: World = { projects, keys, hosts, newLink };
  server.on('request', (request, response) => {
    answer(request, response, world).catch(() => send(response, 500, 'text/plain', 'internal: no answer'));
  });
  server.on('upgrade', (request: IncomingMessage, socket: Duplex, head: Buffer) => {
    socket.on('error', () => {});
    const { path, project } = readTarget(request.url);
    const refusal = checkRequest(headOf(request), 'socket', hosts);
    if (refusal) return refuseUpgrade(socket, refusal.status);
    if (path !== LIVE) return refuseUpgrade(socket, 404);
    if (sockets.clients.size >= MOST_SOCKETS) return refuseUpgrade(socket, 503);
    sockets.handleUpgrade(request, socket, head, (webSocket) =>
      servePage(webSocket, { projects, project, overview: site.overview, keys }),
    );
  });
  return {
    origin: `http://${name}:${taken}`,
    newLink,
    async close() {
      // What they have open ends with them.
      const closed = [...sockets.clients].map((client) => once(client, 'close'));
      for (const client of sockets.clients) client.terminate();
      sockets.close();
      await Promise.all(closed);
      await projects.close();
      server.closeAllConnections();
      await new Promise<void>((resolve) => server.close(() => resolve()));
    },
  };
}

interface World {
  readonly projects: OpenProjects;
  readonly keys: PageKeys;
  readonly hosts: ReadonlySet<string>;
  readonly newLink: (project?: string) => PageLink;
}

async function answer(request: IncomingMessage, response: ServerResponse, world: World): Promise<void> {
  const { path } = readTarget(request.url);
  const refusal = checkRequest(headOf(request), kindOf(path), world.hosts);
  if (refusal) return refuse(response, refusal);
  if (path.startsWith(CALLS)) return answerCall(path.slice(CALLS.length), request, response, world);
  const file = pageFiles.get(path);
  if (!file) return send(response, 404, 'text/plain', 'no such page');
  const encoding = chooseEncoding(valuesOf(request.rawHeaders, 'accept-encoding').join(), file.encodings);
  return send(response, 200, file.type, file.body(encoding), {
    ...(file.isHashed && { 'Cache-Control': 'public, max-age=31536000, immutable' }),
    ...(file.encodings.length > 1 && { Vary: 'Accept-Encoding' }),
    ...(encoding !== 'identity' && { 'Content-Encoding': encoding }),
  });
}

async function answerCall(
  name: string,
  request: IncomingMessage,
  response: ServerResponse,
  { projects, keys, newLink }: World,
): Promise<void> {
  const { project } = readTarget(request.url);
  const body = await bodyOf(request);
  if (body === undefined) return send(response, 413, 'text/plain', 'too large');
  const [authorization = ''] = valuesOf(request.rawHeaders, 'authorization');
  const isKnown = authorization.startsWith('Bearer ') && keys.isKey(authorization.slice('Bearer '.length));
  const { status, json } = await callPage(name, body, {
    keys,
    isKnown,
    newLink: () => newLink(project),
    use: () => projects.use(project),
  });
  return send(response, status, 'application/json', JSON.stringify(json));
}

/** @returns undefined: it is larger than anything that a page sends */
async function bodyOf(request: IncomingMessage): Promise<string | undefined> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request) {
    size += chunk.length;
    if (size > LARGEST_BODY) return undefined;
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}

function kindOf(path: string): RequestKind {
  if (path === '/') return 'page';
  return path.startsWith(CALLS) ? 'call' : 'file';
}

const headOf = ({ method = '', url = '', rawHeaders }: IncomingMessage) => ({ method, url, rawHeaders });

function refuse(response: ServerResponse, { status, reason }: Refusal): void {
  // What else it sends is not read.
  response.setHeader('Connection', 'close');
  send(response, status, 'text/plain', reason);
}

function send(
  response: ServerResponse,
  status: number,
  type: string,
  body: string | Buffer,
  more: Readonly<Record<string, string>> = {},
): void {
  if (response.headersSent) return void response.destroy();
  response.writeHead(status, {
    ...PAGE_HEADERS,
    'Content-Type': `${type}; charset=utf-8`,
    'Content-Length': Buffer.byteLength(body),
    ...more,
  });
  response.end(body); // of HEAD, Node sends the head alone
}

function refuseUpgrade(socket: Duplex, status: number): void {
  socket.end(`HTTP/1.1 ${status} Refused\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`);
}

function linkOf(name: string, port: number, keys: PageKeys, project: string | undefined): PageLink {
  const page = `${addressOf(project)}#${keys.newSecret()}`;
  return { url: `http://${name}:${port}${page}`, byAddress: `http://127.0.0.1:${port}${page}` };
}

function portOf(server: Server): number {
  const address = server.address();
  return isAddress(address) ? address.port : 0;
}

const isAddress = (address: AddressInfo | string | null): address is AddressInfo =>
  typeof address === 'object' && address !== null;

/** Letters and digits, as host names have them. */
const randomName = (): string =>
  [...randomBytes(8)].map((byte) => 'abcdefghijkmnpqrstuvwxyz23456789'.charAt(byte % 32)).join('');
