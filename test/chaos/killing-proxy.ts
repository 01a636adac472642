import { mkdtempSync, rmSync } from 'node:fs';
import { createServer, type IncomingMessage, request } from 'node:http';
import { connect, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Duplex } from 'node:stream';
import { ENGINE } from '../support/gantry.ts';

/**
 * When the blow falls: before the engine has the call, while the engine works on it, or when the engine is done and the program
 * does not know that yet.
 */
export const MOMENTS = ['before', 'during', 'after'] as const;
export type Moment = (typeof MOMENTS)[number];

/** Falls once. */
interface Blow {
  /** At one of the calls that change something, counted from 1 in the order in which they come; or at any call that matches. */
  readonly call: number | RegExp;
  readonly moment: Moment;
  readonly hit: () => void;
}

/** A socket in front of an engine that counts the calls which change something, and lets a blow fall at one of them. */
export interface KillingProxy {
  /** For DOCKER_HOST. */
  readonly host: string;
  /** `METHOD /path` of the calls that change something, without the version of the API and the query. */
  readonly calls: readonly string[];
  arm(blow: Blow): void;
  /** Ends all connections and takes no new ones. Resolves when the engine has made what it was making for others than the blow. */
  close(): Promise<void>;
}

/** Waiting, logging in and attaching change nothing. */
const changesSomething = (call: string): boolean =>
  !/^(GET|HEAD) /.test(call) && !/\/(wait|attach|resize|auth|session|grpc)$/.test(call);

/** An engine finishes these whoever is still there, and what is made so late is seen by nobody who has looked before. */
const makesSomething = (call: string): boolean =>
  /^POST \/(?:containers|networks|volumes)\/create$/.test(call);

const callOf = ({ method = '', url = '' }: IncomingMessage): string =>
  `${method} ${url.replace(/^\/v[\d.]+/, '').replace(/\?.*$/, '')}`;

export async function startKillingProxy(engine: string = ENGINE): Promise<KillingProxy> {
  const folder = mkdtempSync(join(tmpdir(), 'gantry-chaos-'));
  const socket = join(folder, 'docker.sock');
  const target = targetOf(engine);
  const tunnels = new Set<Duplex>();
  const calls: string[] = [];
  const making = new Set<Promise<void>>();
  let armed: Blow | undefined;

  const blowAt = (incoming: IncomingMessage): Blow | undefined => {
    const call = callOf(incoming);
    if (changesSomething(call)) calls.push(call);
    const hits = armed?.call instanceof RegExp ? armed.call.test(call) : armed?.call === calls.length;
    if (!armed || !hits || !(armed.call instanceof RegExp || changesSomething(call))) return undefined;
    const blow = armed;
    armed = undefined;
    return blow;
  };

  const server = createServer((incoming, outgoing) => {
    const blow = blowAt(incoming);
    if (blow?.moment === 'before') return blow.hit();
    const { method, url, headers } = incoming;
    // Without an agent: a connection that is kept for the next request would be destroyed under it, by the end of this one.
    const onward = request({ ...target, agent: false, method, path: url, headers }, (answer) => {
      if (blow?.moment === 'after') {
        answer.resume().once('end', blow.hit);
        return;
      }
      outgoing.writeHead(answer.statusCode ?? 502, answer.headers);
      // Streams (events, logs) must arrive as they come.
      outgoing.flushHeaders();
      answer.pipe(outgoing);
    });
    // An engine may answer, and close, before it has read a body to its end.
    onward.on('error', () => {
      if (!outgoing.headersSent) outgoing.destroy();
    });
    // An engine is told that the program has died, as without a proxy.
    if (!blow && makesSomething(callOf(incoming)))
      making.add(new Promise((made) => onward.once('response', () => made()).once('error', () => made())));
    else if (blow?.moment !== 'after') outgoing.on('close', () => onward.destroy());
    incoming.pipe(onward);
    if (blow?.moment === 'during') onward.once('finish', blow.hit);
  });

  // As an engine: one that closes idle connections does so, on a busy machine, while the next call is on its way.
  server.keepAliveTimeout = 0;
  const hold = (end: Duplex): void => {
    tunnels.add(end);
    end.on('error', () => {});
    end.on('close', () => tunnels.delete(end));
  };

  // What is no HTTP any more once the engine agrees: byte by byte.
  server.on('upgrade', (incoming: IncomingMessage, program: Duplex, first: Buffer) => {
    const blow = blowAt(incoming);
    hold(program);
    if (blow?.moment === 'before') return blow.hit();
    const far: Socket = connect(target);
    hold(far);
    far.write(`${incoming.method} ${incoming.url} HTTP/1.1\r\n`);
    const { rawHeaders } = incoming;
    for (let i = 0; i < rawHeaders.length; i += 2) far.write(`${rawHeaders[i]}: ${rawHeaders[i + 1]}\r\n`);
    far.write('\r\n');
    far.write(first, () => {
      if (blow?.moment === 'during') blow.hit();
    });
    program.pipe(far);
    if (blow?.moment === 'after') far.resume().once('close', blow.hit);
    else {
      far.pipe(program);
      program.on('close', () => far.destroy());
    }
    far.on('close', () => program.destroy());
  });

  await new Promise<void>((listening) => {
    server.listen(socket, listening);
  });
  let closing: Promise<void> | undefined;
  const close = async (): Promise<void> => {
    const closed = new Promise((done) => {
      server.close(done);
    });
    server.closeAllConnections();
    for (const end of tunnels) end.destroy();
    await closed;
    await Promise.all(making);
    rmSync(folder, { recursive: true, force: true });
  };
  return {
    host: `unix://${socket}`,
    calls,
    arm: (blow) => {
      armed = blow;
    },
    close: () => {
      closing ??= close();
      return closing;
    },
  };
}

function targetOf(host: string): { path: string; socketPath: string } | { host: string; port: number } {
  const url = new URL(host);
  return url.protocol === 'unix:'
    ? { path: url.pathname, socketPath: url.pathname }
    : { host: url.hostname, port: Number(url.port) };
}
