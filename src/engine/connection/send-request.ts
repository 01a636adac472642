import http from 'node:http';
import type { Duplex } from 'node:stream';
import type { CallClock } from './call-clock.ts';
import type { EngineAddress, EngineTls } from './engine-address.ts';
import type { EngineRequest, Query } from './engine-request.ts';
import { engineUnreachable, unusableCertificates } from './unreachable.ts';

/** As docker's own client. */
const QUIET_MS = 30_000;

export async function newPool(address: EngineAddress, keepAlive = true): Promise<http.Agent> {
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

/** @param clock hears of each piece of an archive that the engine takes */
export async function send(
  address: EngineAddress,
  request: EngineRequest,
  agent: http.Agent | false,
  clock: Pick<CallClock, 'heard'>,
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
        send(address, request, agent, clock, false).then(resolve, reject);
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
    archive.on('data', clock.heard);
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
export async function upgrade(
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
    outgoing.on('error', (error: NodeJS.ErrnoException) =>
      reject(request.signal?.aborted ? request.signal.reason : engineUnreachable(address, error)),
    );
    outgoing.end(whole);
  });
}

export function queryText(query: Query = {}): string {
  const parameters = new URLSearchParams();
  for (const [name, value] of Object.entries(query)) {
    if (value === undefined) continue;
    for (const item of Array.isArray(value) ? value : [value]) parameters.append(name, String(item));
  }
  const text = parameters.toString();
  return text === '' ? '' : `?${text}`;
}
