import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Duplex } from 'node:stream';
import { WebSocketServer } from 'ws';
import { Admission, type DoorEvent } from './guard/admission.ts';
import { PageKeys } from './guard/page-keys.ts';
import { originsByHost, pageOrigins } from './guard/page-origins.ts';
import { addressGroup, peerAddress } from './guard/peer-address.ts';
import { Places } from './guard/places.ts';
import type { TrustedHeader } from './guard/trusted-header.ts';
import { OpenProjects } from './open-projects.ts';
import { answerRequest, type HttpWorld, whoAsks } from './page-http.ts';
import type { PageSite } from './page-site.ts';
import { servePage } from './page-socket.ts';
import { addressOf, readTarget } from './page-target.ts';

/** A page has one, and what it loads goes over a few more for a moment. */
const CONNECTIONS = { inAll: 512, ofOne: 128 };
/** Websockets that have not said who they are, which a page does at once. */
const STRANGERS = { inAll: 64, ofOne: 16 };
const MOST_PAGES = 16;
const LARGEST_MESSAGE = 64 * 1024;
/** The only path of a websocket. */
const LIVE = '/live';
/** Node looks only so often for requests that take too long. */
const TIMES = { requestTimeout: 10_000, headersTimeout: 5000, connectionsCheckingInterval: 2000 };

export interface PageServer {
  /** What the page is opened by first: `http://gantry-k3f9x2ab.localhost:4711` */
  readonly origin: string;
  readonly port: number;
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
  /** The same for a browser that does not know that names below `localhost` are this machine. Absent: it has another name. */
  readonly byAddress?: string;
}

/** Who may open the page from elsewhere, and by which names. */
export interface PageSharing {
  /** `0.0.0.0` */
  readonly address: string;
  readonly hosts: readonly string[];
  readonly origins: readonly string[];
  readonly password?: string | undefined;
  readonly trustedHeader?: TrustedHeader | undefined;
}

export interface PageServerOptions {
  readonly site: PageSite;
  /** 0: any that is free. */
  readonly port: number;
  /** Absent: this machine alone, by a link. */
  readonly sharing?: PageSharing | undefined;
  /** Who was let in, and who was not. */
  readonly onDoor?: (event: DoorEvent) => void;
  /** For secrets and passwords; milliseconds since any moment. */
  readonly now?: () => number;
}

const ALONE: PageSharing = { address: '127.0.0.1', hosts: [], origins: [] };

/**
 * Serves the page, on the loopback of this machine unless it is shared. The name is another one each time, below `localhost`: what a
 * browser keeps for it, it keeps for no application whose port is published on localhost.
 *
 * Error: that of the system, when the port is taken, or the address is none of this machine.
 */
export async function startPageServer({
  site,
  port,
  sharing = ALONE,
  onDoor = () => {},
  now = () => performance.now(),
}: PageServerOptions): Promise<PageServer> {
  const { address, hosts, origins, password, trustedHeader } = sharing;
  const server = createServer({ maxHeaderSize: 16 * 1024, ...TIMES });
  await listen(server, port, address);
  // A connection that cannot be accepted is lost; the others are not.
  server.on('error', () => {});
  const taken = portOf(server);
  const localName = `gantry-${randomName()}.localhost`;
  const own = pageOrigins({ address, port: taken, localName, hosts, origins });
  const keys = new PageKeys(now);
  const admission = new Admission({ keys, password, now, onEvent: onDoor });
  const newLink = (project?: string, user?: string): PageLink =>
    linkOf(own, { localName, project, secret: keys.newSecret(user) });
  const projects = new OpenProjects(site);
  const world: HttpWorld = {
    projects,
    keys,
    admission,
    origins: originsByHost(own),
    trustedHeader,
    newLink,
  };
  const places = new Places(CONNECTIONS);
  server.on('connection', (socket) => {
    const leave = places.take(addressGroup(peerAddress(socket.remoteAddress)));
    if (leave) socket.once('close', leave);
    else socket.destroy();
  });
  server.on('request', (request, response) => void answerRequest(request, response, world));
  const pages = servePages(server, world, site.overview);
  return {
    origin: own[0],
    port: taken,
    newLink,
    async close() {
      await pages.close();
      await projects.close();
      server.closeAllConnections();
      await new Promise<void>((resolve) => server.close(() => resolve()));
    },
  };
}

function listen(server: Server, port: number, address: string): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, address, () => {
      server.removeListener('error', reject);
      resolve();
    });
  });
}

function servePages(
  server: Server,
  world: HttpWorld,
  overview: PageSite['overview'],
): { close(): Promise<void> } {
  const { projects, keys } = world;
  const sockets = new WebSocketServer({
    noServer: true,
    perMessageDeflate: false,
    maxPayload: LARGEST_MESSAGE,
    clientTracking: true,
  });
  const strangers = new Places(STRANGERS);
  const pages = new Places({ inAll: MOST_PAGES, ofOne: MOST_PAGES });
  server.on('upgrade', (request: IncomingMessage, socket: Duplex, head: Buffer) => {
    socket.on('error', () => {});
    const visitor = whoAsks(request, 'socket', world);
    if ('status' in visitor) return refuseUpgrade(socket, visitor.status);
    const { path, project } = readTarget(request.url);
    if (path !== LIVE) return refuseUpgrade(socket, 404);
    const { address, user } = visitor;
    const leave = strangers.take(addressGroup(address));
    if (!leave) return refuseUpgrade(socket, 503);
    socket.once('close', leave);
    sockets.handleUpgrade(request, socket, head, (webSocket) =>
      servePage(webSocket, {
        projects,
        project,
        overview,
        isKey: (key) => keys.isKey(key, user),
        enter() {
          leave();
          return pages.take(address);
        },
      }),
    );
  });
  return {
    async close() {
      // What they have open ends with them.
      const closed = [...sockets.clients].map((client) => once(client, 'close'));
      for (const client of sockets.clients) client.terminate();
      sockets.close();
      await Promise.all(closed);
    },
  };
}

function refuseUpgrade(socket: Duplex, status: number): void {
  const answer = `HTTP/1.1 ${status} Refused\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`;
  // Whoever does not close its end would keep the connection for ever: the times of requests do not count here any more.
  socket.end(answer, () => socket.destroy());
}

interface LinkParts {
  readonly localName: string;
  readonly project: string | undefined;
  readonly secret: string;
}

function linkOf(
  [first, ...others]: readonly [string, ...string[]],
  { localName, project, secret }: LinkParts,
): PageLink {
  const page = `${addressOf(project)}#${secret}`;
  const url = `${first}${page}`;
  const [byAddress] = new URL(first).hostname === localName ? others : [];
  return byAddress === undefined ? { url } : { url, byAddress: `${byAddress}${page}` };
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
