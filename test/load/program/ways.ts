import { createSocket, type Socket as UdpSocket } from 'node:dgram';
import { resolve4 } from 'node:dns/promises';
import { Agent, type ClientRequest, type IncomingMessage, request } from 'node:http';
import { connect, type LookupFunction, type Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { Failure } from './tally.ts';

export interface LoadOptions {
  readonly host: string;
  readonly port: number;
  /** Of requests that are over at once. */
  readonly path: string;
  /** Of the sessions over plain TCP. */
  readonly sessionPort: number;
  readonly way: Way;
  /** 0: each client goes on as soon as it has its answer. */
  readonly perSecond: number;
  /** So many at once; of `keep-alive`, so many connections. */
  readonly clients: number;
  /** How long a stream, an upload or a session lasts. */
  readonly lastsMs: number;
  /** What nothing comes of for so long has failed. */
  readonly timeoutMs: number;
}

/** One request or session. @returns the version that answered. Error: what went wrong. */
type Attempt = () => Promise<string>;

const PAUSE_MS = 100;

/** How a client speaks to the application; each client is made once. */
const WAYS = {
  /** A connection for each request, and the name resolved each time. */
  connections: (options) => () => ask(options),
  /** The address of the first answer, for good. */
  'resolved once': (options) => {
    const addresses = resolve4(options.host);
    addresses.catch(() => {}); // each request says it
    return async () => ask({ ...options, host: (await addresses)[0] ?? '' });
  },
  'keep-alive': (options) => {
    const agent = new Agent({ keepAlive: true, maxSockets: 1 });
    return () => ask(options, { agent });
  },
  /** A long answer in pieces. */
  streams: (options) => () => ask(options, { path: `/stream?ms=${options.lastsMs}`, isLong: true }),
  /** A long question in pieces. */
  uploads: (options) => () => ask(options, { path: '/upload', isLong: true, method: 'POST' }),
  /** What is no HTTP any more, as websockets are. */
  upgrades: (options) => () => upgraded(options),
  /** Plain TCP, where the server speaks first. */
  sessions: (options) => () => session(options),
  /** One UDP datagram and its answer, each from a port of its own, and never sent again. */
  datagrams: (options) => () => datagram(options),
  /** The same, all of a client from one port. */
  'datagrams of one port': (options) => {
    const socket = createSocket('udp4');
    return () => datagram(options, socket);
  },
} as const satisfies Readonly<Record<string, (options: Options) => Attempt>>;

type Options = Omit<LoadOptions, 'way'>;
export type Way = keyof typeof WAYS;

export const clientOf = (options: LoadOptions): Attempt => WAYS[options.way](options);

/**
 * The first address that the name server tells, which takes turns. The system's own resolver would always choose the one that is most
 * like the client's, so nobody would ask the others.
 */
const lookup: LookupFunction = (name, _options, done) => {
  resolve4(name).then(
    ([first]) => done(null, first ?? '', 4),
    (error) => done(error, ''),
  );
};

interface Asked {
  readonly agent?: Agent;
  readonly path?: string;
  readonly method?: string;
  readonly isLong?: boolean;
}

async function ask(
  { host, port, path: usual, lastsMs, timeoutMs }: Options,
  { agent, path = usual, method = 'GET', isLong = false }: Asked = {},
): Promise<string> {
  const sent = request({ host, port, agent: agent ?? false, path, method, family: 4, lookup });
  let late: Failure | undefined;
  const timer = giveUp(isLong ? timeoutMs + lastsMs : timeoutMs, (failure) => {
    late = failure;
    sent.destroy(failure);
  });
  try {
    const answer = new Promise<IncomingMessage>((resolve, reject) => {
      sent.on('response', resolve).on('error', reject);
    });
    if (method === 'POST') void writeSlowly(sent, lastsMs);
    else sent.end();
    const response = await answer;
    return versionIn(response.statusCode, await textOf(response, timer));
  } catch (error) {
    throw late ?? error;
  } finally {
    clearTimeout(timer);
  }
}

async function textOf(response: IncomingMessage, timer: NodeJS.Timeout): Promise<string> {
  let said = '';
  for await (const piece of response.setEncoding('utf8')) {
    said += piece;
    timer.refresh();
  }
  return said;
}

/** Every whole answer ends with it, so one that was cut off is none. What else says it is the first thing to know of a failure. */
function versionIn(status: number | undefined, body: string): string {
  const version = /version (\w+) end\n$/.exec(body)?.[1];
  if (status !== 200 || version === undefined)
    throw new Failure('wrong answer', `${status} ${body.slice(0, 120)}`);
  return version;
}

const giveUp = (afterMs: number, end: (failure: Failure) => void): NodeJS.Timeout =>
  setTimeout(() => end(new Failure('timeout', `no answer within ${afterMs} ms`)), afterMs);

async function writeSlowly(to: ClientRequest, lastsMs: number): Promise<void> {
  const until = performance.now() + lastsMs;
  while (performance.now() < until && !to.destroyed) {
    to.write('piece\n');
    await sleep(PAUSE_MS);
  }
  to.end();
}

function upgraded({ host, port, ...times }: Options): Promise<string> {
  const socket = connect({ host, port, family: 4, lookup });
  socket.write(`GET /echo HTTP/1.1\r\nHost: ${host}\r\nConnection: Upgrade\r\nUpgrade: echo\r\n\r\n`);
  return talk(socket, /^HTTP\/1\.1 101 [\s\S]*?\r\n\r\nversion (\w+)\n/, times);
}

function session({ host, sessionPort, ...times }: Options): Promise<string> {
  return talk(connect({ host, port: sessionPort, family: 4, lookup }), /^version (\w+)\n/, times);
}

let datagrams = 0;

/** @param kept that the client goes on with. Absent: one for this datagram */
async function datagram({ host, port, timeoutMs }: Options, kept?: UdpSocket): Promise<string> {
  const socket = kept ?? createSocket('udp4');
  const question = `question ${datagrams++}`;
  let timer: NodeJS.Timeout | undefined;
  let hear = (_said: Buffer): void => {};
  try {
    return await new Promise<string>((resolve, reject) => {
      hear = (said) => {
        const [, version] = new RegExp(`^${question} version (\\w+) end\n$`).exec(said.toString()) ?? [];
        if (version !== undefined) resolve(version);
      };
      timer = giveUp(timeoutMs, reject);
      socket.on('message', hear);
      socket.once('error', reject);
      socket.send(question, port, host);
    });
  } finally {
    clearTimeout(timer);
    socket.removeListener('message', hear).removeAllListeners('error');
    if (kept === undefined) socket.close();
  }
}

/** Waits for the greeting, and then for the echo of each line that it says. @returns the version of the greeting. */
async function talk(
  socket: Socket,
  greeting: RegExp,
  { lastsMs, timeoutMs }: Pick<LoadOptions, 'lastsMs' | 'timeoutMs'>,
): Promise<string> {
  const heard = listenTo(socket, timeoutMs);
  try {
    const version = await heard.until(greeting);
    const until = performance.now() + lastsMs;
    for (let line = 0; performance.now() < until; line++) {
      socket.write(`line ${line}\n`);
      await heard.until(new RegExp(`(line ${line})\n$`));
      await sleep(PAUSE_MS);
    }
    return version;
  } finally {
    heard.stop();
    socket.destroy();
  }
}

function listenTo(socket: Socket, timeoutMs: number) {
  let said = '';
  let failure: Error | undefined;
  let look = (): void => {};
  const end = (error: Error): void => {
    failure ??= error;
    look();
  };
  const timer = giveUp(timeoutMs, end);
  socket.setEncoding('utf8');
  socket.on('data', (piece: string) => {
    said += piece;
    timer.refresh();
    look();
  });
  socket.on('error', end);
  socket.on('close', () =>
    end(new Failure('reset', `the server ended it after ${JSON.stringify(said.slice(-60))}`)),
  );
  return {
    stop: () => clearTimeout(timer),
    until: (pattern: RegExp): Promise<string> =>
      new Promise((resolve, reject) => {
        look = () => {
          const found = pattern.exec(said)?.[1];
          if (found !== undefined) resolve(found);
          else if (failure) reject(failure);
        };
        look();
      }),
  };
}
