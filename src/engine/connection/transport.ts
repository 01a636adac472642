import http from 'node:http';
import type { Duplex, Readable } from 'node:stream';
import { answerBroken, type EngineError, engineRefused } from '../refusals/engine-error.ts';
import type { EngineAddress, EngineTls } from './engine-address.ts';
import type { SshTarget } from './ssh-target.ts';
import type { SshTunnel } from './ssh-tunnel.ts';
import { engineUnreachable, noEngine, unusableCertificates } from './unreachable.ts';

/** As docker's own client. */
const QUIET_MS = 30_000;

/** One HTTP request to the engine, before it is known how to reach it. */
export interface EngineRequest {
  readonly method: 'GET' | 'HEAD' | 'POST' | 'PUT' | 'DELETE';
  /** Without a version: the engine then speaks its newest, and every engine accepts that (see docker-engine.ts). */
  readonly path: string;
  readonly query?: Query;
  /** Sent as JSON. */
  readonly body?: unknown;
  /** A tar archive. */
  readonly archive?: Readable | Buffer;
  readonly headers?: Readonly<Record<string, string>>;
  readonly signal?: AbortSignal;
}

export type Query = Readonly<Record<string, string | number | boolean | readonly string[] | undefined>>;

/**
 * Requests and answers, no meaning. dockerode sends its calls through this (dockerode-modem.ts) in place of docker-modem:
 * docs/decisions/dockerode-over-our-transport.md.
 *
 * Errors: EngineError.
 */
export interface Transport {
  /** The whole answer, which the caller knows the shape of. */
  json<Body>(request: EngineRequest): Promise<Body>;
  /** The whole answer; undefined when it is empty, as it is after most of what changes something. */
  answer(request: EngineRequest): Promise<unknown>;
  /** The whole answer, where it is more than one piece of JSON. */
  text(request: EngineRequest): Promise<string>;
  /** One header of the answer. */
  header(request: EngineRequest, name: string): Promise<string | undefined>;
  /** The answer as it comes, on a connection of its own: it may stay open for hours. */
  stream(request: EngineRequest): Promise<http.IncomingMessage>;
  /** The connection itself after the answer: what is written goes to a process, what is read comes from it. */
  hijack(request: EngineRequest): Promise<Duplex>;
  /** The version of the API that is spoken: the one asked for, else the newest of the engine. Unknown before it answered. */
  apiVersion(): string | undefined;
  close(): void;
}

/** @param trace gets a line for each answer */
export function openTransport(address: EngineAddress, trace?: (line: string) => void): Transport {
  // Connections are kept for the next call. An idle one does not keep the process alive (Node unrefs it).
  let pool: http.Agent | undefined;
  let tunnel: Promise<SshTunnel> | undefined;
  let apiVersion = address.apiVersion;
  const route = async (): Promise<EngineAddress> => {
    if (!address.ssh) return address;
    tunnel ??= openTunnel(address.endpoint, address.ssh);
    const { socketPath } = await tunnel;
    return { ...address, socketPath };
  };
  const open = async (request: EngineRequest, agent: http.Agent | false) => {
    const started = performance.now();
    const answer = await send(await route(), request, agent);
    const status = answer.statusCode ?? 0;
    // Every answer has it, so nobody has to ask.
    apiVersion ??= headerOf(answer, 'api-version');
    trace?.(
      `${request.method} ${request.path}${queryText(request.query)} → ${status}, ${Math.round(performance.now() - started)} ms`,
    );
    // No engine answers with a page: a proxy in between does.
    const isPage = headerOf(answer, 'content-type')?.startsWith('text/html') ?? false;
    if (status < 300 && !isPage) return answer;
    if (status < 300) throw noEngine(address, await textOf(answer, request.signal));
    throw refusal(address, status, await textOf(answer, request.signal));
  };
  const parse = <Body>(text: string): Body => {
    try {
      const body: Body = JSON.parse(text);
      return body;
    } catch {
      throw noEngine(address, text);
    }
  };
  const whole = async (request: EngineRequest): Promise<string> => {
    pool ??= await newPool(address);
    return textOf(await open(request, pool), request.signal);
  };
  return {
    async json<Body>(request: EngineRequest): Promise<Body> {
      return parse(await whole(request));
    },
    async answer(request) {
      const text = await whole(request);
      return text === '' && request.method !== 'GET' ? undefined : parse<unknown>(text);
    },
    text: whole,
    async header(request, name) {
      pool ??= await newPool(address);
      const answer = await open(request, pool);
      answer.resume();
      return headerOf(answer, name);
    },
    stream: async (request) => open(request, address.tls ? await newPool(address, false) : false),
    async hijack(request) {
      const answer = await upgrade(await route(), request, await newPool(address, false));
      if (answer instanceof http.IncomingMessage)
        throw refusal(address, answer.statusCode, await textOf(answer, request.signal));
      return answer;
    },
    apiVersion: () => apiVersion,
    close() {
      pool?.destroy();
      pool = undefined;
      // One that could not be opened has told so, and has nothing to close.
      tunnel?.then(
        (open) => open.close(),
        () => {},
      );
      tunnel = undefined;
    },
  };
}

async function openTunnel(endpoint: string, target: SshTarget): Promise<SshTunnel> {
  const { openSshTunnel } = await import('./ssh-tunnel.ts');
  return openSshTunnel(endpoint, target);
}

async function newPool(address: EngineAddress, keepAlive = true): Promise<http.Agent> {
  if (!address.tls) return new http.Agent({ keepAlive });
  const https = await import('node:https'); // costs a third of the start-up time, and few need it
  const { ca, cert, key, verify } = address.tls;
  await checkCertificates(address.tls);
  return new https.Agent({
    keepAlive,
    rejectUnauthorized: verify,
    ...(ca === undefined ? {} : { ca }),
    ...(cert === undefined ? {} : { cert }),
    ...(key === undefined ? {} : { key }),
  });
}

/** While a connection is opened, they would fail as something that nobody expects. */
async function checkCertificates({ ca, cert, key }: EngineTls): Promise<void> {
  const { createSecureContext } = await import('node:tls');
  try {
    createSecureContext({ ca, cert, key });
  } catch (error) {
    throw unusableCertificates(error);
  }
}

async function send(
  address: EngineAddress,
  request: EngineRequest,
  agent: http.Agent | false,
  again = request.method === 'GET',
): Promise<http.IncomingMessage> {
  const { options, whole } = prepare(address, request, agent);
  const secure = address.tls ? await import('node:https') : undefined;
  return new Promise((resolve, reject) => {
    const outgoing = askingWhenQuiet(address, (secure ?? http).request(options, resolve));
    let unreadable: Error | undefined;
    outgoing.on('error', (error: NodeJS.ErrnoException) => {
      if (request.signal?.aborted) reject(request.signal.reason);
      else if (unreadable) reject(unreadable);
      // The engine may close an idle connection at the moment that we use it again.
      else if (again && outgoing.reusedSocket && error.code === 'ECONNRESET')
        send(address, request, agent, false).then(resolve, reject);
      else reject(engineUnreachable(address, error));
    });
    const { archive } = request;
    if (whole || archive === undefined || Buffer.isBuffer(archive)) {
      outgoing.end(whole);
      return;
    }
    // A file that cannot be read has to end the request, or the engine waits for the rest.
    archive.on('error', (error) => {
      unreadable = error;
      outgoing.destroy(error);
    });
    // An engine that refuses early closes the connection; nobody reads the rest then.
    outgoing.on('close', () => archive.destroy());
    archive.pipe(outgoing);
  });
}

/** @returns what to give to node:http, and the body where it is known as a whole. */
function prepare(address: EngineAddress, request: EngineRequest, agent: http.Agent | false) {
  const json = request.body === undefined ? undefined : Buffer.from(JSON.stringify(request.body));
  const whole = json ?? (Buffer.isBuffer(request.archive) ? request.archive : undefined);
  const options: http.RequestOptions = {
    method: request.method,
    path: (address.basePath ?? '') + request.path + queryText(request.query),
    agent,
    protocol: address.tls ? 'https:' : 'http:',
    ...(address.socketPath === undefined
      ? { host: address.host, port: address.port }
      : // No name to check on a socket; given none, Node compiles its patterns for IPv6 addresses to look for one.
        { socketPath: address.socketPath, host: 'docker', servername: '' }),
    ...(request.signal ? { signal: request.signal } : {}),
    headers: {
      ...(json ? { 'Content-Type': 'application/json' } : {}),
      ...(request.archive ? { 'Content-Type': 'application/x-tar' } : {}),
      ...(whole ? { 'Content-Length': whole.length } : {}),
      ...request.headers,
    },
  };
  return { options, whole };
}

/** A stream may say nothing for hours. Over a network, only who asks from time to time hears that the other side is gone. */
function askingWhenQuiet(address: EngineAddress, outgoing: http.ClientRequest): http.ClientRequest {
  if (address.socketPath === undefined)
    outgoing.on('socket', (socket) => socket.setKeepAlive(true, QUIET_MS));
  return outgoing;
}

/** Asks for the connection itself. @returns it, or the answer of an engine that refused. */
async function upgrade(
  address: EngineAddress,
  request: EngineRequest,
  agent: http.Agent,
): Promise<Duplex | http.IncomingMessage> {
  const { options, whole } = prepare(address, request, agent);
  const secure = address.tls ? await import('node:https') : undefined;
  const headers = { ...options.headers, Connection: 'Upgrade', Upgrade: 'tcp' };
  return new Promise((resolve, reject) => {
    const outgoing = askingWhenQuiet(address, (secure ?? http).request({ ...options, headers }, resolve));
    outgoing.on('upgrade', (_answer, socket, head) => {
      // What came with the answer belongs to the stream already.
      if (head.length > 0) socket.unshift(head);
      resolve(socket);
    });
    outgoing.on('error', (error: NodeJS.ErrnoException) => reject(engineUnreachable(address, error)));
    outgoing.end(whole);
  });
}

function queryText(query: Query = {}): string {
  const parameters = new URLSearchParams();
  for (const [name, value] of Object.entries(query)) {
    if (value === undefined) continue;
    for (const item of Array.isArray(value) ? value : [value]) parameters.append(name, String(item));
  }
  const text = parameters.toString();
  return text === '' ? '' : `?${text}`;
}

function headerOf({ headers }: http.IncomingMessage, name: string): string | undefined {
  const value = headers[name];
  return typeof value === 'string' ? value : undefined;
}

async function textOf(answer: Readable, signal: AbortSignal | undefined): Promise<string> {
  const chunks: Buffer[] = [];
  try {
    for await (const chunk of answer) chunks.push(chunk);
  } catch (error) {
    throw signal?.aborted ? signal.reason : answerBroken(error);
  }
  return Buffer.concat(chunks).toString('utf8');
}

/** The engine answers errors with `{"message": …}`; a proxy in between may not. */
function refusal(address: EngineAddress, status: number | undefined, text: string): EngineError {
  if (/^\s*</.test(text)) return noEngine(address, text, status);
  try {
    const body: { readonly message?: unknown } = JSON.parse(text);
    if (typeof body.message === 'string') return engineRefused(status, body.message);
  } catch {
    // Not JSON: the text itself is what there is.
  }
  return engineRefused(status, text.trim());
}
