import { createSocket } from 'node:dgram';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { createServer as createTcpServer, type Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { databaseAt, Refused } from './database.ts';

/**
 * The application that is updated, in a container. By variables: `VERSION`, which every answer tells; `MANNER`, how it takes SIGTERM
 * (graceful, abrupt); `START_MS`, how long it takes to listen; `FATE`, what becomes of it (`good`; `dies` instead of listening;
 * `dies later`, a second after it was healthy; `sick`, it answers and its healthcheck never succeeds; `flaps`, every other healthcheck
 * fails), `DATABASE`, a PostgreSQL that it asks for each answer, with `PASSWORD`: it does not start without being let in.
 */
const { VERSION = '', MANNER = 'graceful', START_MS = '0', FATE = 'good', DATABASE, PASSWORD } = process.env;
const PORT = 8080;
const SESSION_PORT = 8081;
const PIECE_MS = 100;
const END = `version ${VERSION} end\n`;
const GREETING = `version ${VERSION}\n`;

const database = DATABASE === undefined ? undefined : databaseAt(DATABASE, PASSWORD);
let isStopping = false;
let sessions = 0;
let healthchecks = 0;

const server = createServer((incoming, outgoing) => {
  if (isStopping) outgoing.setHeader('connection', 'close');
  void answer(incoming, outgoing).catch(() => outgoing.destroy());
});
server.keepAliveTimeout = 60_000;
server.on('upgrade', (_incoming, socket: Socket) => {
  socket.write('HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: echo\r\n\r\n');
  hold(socket);
});
const sessionServer = createTcpServer(hold);
/** Says what it is asked, and the rest of an answer. */
const datagramServer = createSocket('udp4', (said, { port, address }) => {
  datagramServer.send(`${said} ${END}`, port, address);
});

async function answer(incoming: IncomingMessage, outgoing: ServerResponse): Promise<void> {
  const url = new URL(incoming.url ?? '/', 'http://app');
  if (url.pathname === '/health') {
    const isSick = FATE === 'sick' || (FATE === 'flaps' && healthchecks++ % 2 === 1);
    outgoing.writeHead(isSick ? 503 : 200).end(END);
    if (FATE === 'dies later') setTimeout(() => process.exit(1), 1000);
    return;
  }
  if (url.pathname === '/') await database?.ask();
  if (url.pathname === '/stream') {
    for (let left = Number(url.searchParams.get('ms')); left > 0; left -= PIECE_MS) {
      outgoing.write('piece\n');
      await sleep(PIECE_MS);
    }
  }
  for await (const _piece of incoming);
  outgoing.end(END);
}

/** Greets, and says everything again. */
function hold(socket: Socket): void {
  sessions++;
  socket.on('error', () => socket.destroy());
  socket.on('close', () => {
    sessions--;
    endWhenDone();
  });
  socket.write(GREETING);
  socket.pipe(socket);
}

let isServing = true;
function endWhenDone(): void {
  if (isStopping && !isServing && sessions === 0) process.exit(0);
}

process.on('SIGTERM', () => {
  if (MANNER === 'abrupt') process.exit(143);
  isStopping = true;
  server.close(() => {
    isServing = false;
    endWhenDone();
  });
  // Also what becomes idle from now on.
  setInterval(() => server.closeIdleConnections(), 20);
  sessionServer.close();
  datagramServer.close();
});

await sleep(Number(START_MS));
if (FATE === 'dies') process.exit(1);
await database?.ask().catch((error: unknown) => {
  if (!(error instanceof Refused)) return;
  console.error(error.message);
  process.exit(1);
});
sessionServer.listen(SESSION_PORT);
datagramServer.bind(PORT);
server.listen(PORT);
