import { mkdtempSync, rmSync } from 'node:fs';
import { createServer, request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ENGINE } from './gantry.ts';

/** A socket in front of the engine that writes down what is asked of it. */
export interface EngineProxy {
  /** For DOCKER_HOST. */
  readonly host: string;
  /** `METHOD /path`, without the version of the API and the query. */
  readonly requests: readonly string[];
  /** Those of them whose answer the program has been sent, all of it. */
  readonly answered: readonly string[];
  close(): Promise<void>;
}

/** What `up` asks when there is nothing to do, however many services there are; sorted. */
export const CALLS_OF_A_SECOND_UP: readonly string[] = [
  'GET /containers/json',
  'GET /events',
  'GET /images/json',
  'GET /networks',
  'GET /volumes',
];

/** For `refuses`: a program that gets through has changed nothing. */
export const allButReads = (request: string): boolean => !/^(GET|HEAD) /.test(request);

/**
 * @param refuses whether a request (`METHOD /path`) is answered with an error and does not reach the engine
 * @param silences whether it is answered with an open stream in which nothing comes
 */
export async function startEngineProxy(
  refuses: (request: string) => boolean = () => false,
  silences: (request: string) => boolean = () => false,
): Promise<EngineProxy> {
  const folder = mkdtempSync(join(tmpdir(), 'gantry-proxy-'));
  const socket = join(folder, 'docker.sock');
  const requests: string[] = [];
  const answered: string[] = [];
  const target = targetOf(ENGINE);
  const server = createServer((incoming, outgoing) => {
    const { method = '', url = '', headers } = incoming;
    const asked = `${method} ${url.replace(/^\/v[\d.]+/, '').replace(/\?.*$/, '')}`;
    requests.push(asked);
    outgoing.once('finish', () => answered.push(asked));
    if (refuses(asked)) {
      outgoing.writeHead(500, { 'content-type': 'application/json' });
      outgoing.end(JSON.stringify({ message: 'this engine does not do that' }));
      return;
    }
    if (silences(asked)) {
      outgoing.writeHead(200, { 'content-type': 'application/json' });
      outgoing.flushHeaders();
      return;
    }
    // Without an agent: a connection that is kept for the next request would be destroyed under it, by the end of this one.
    const onward = request({ ...target, agent: false, method, path: url, headers }, (answer) => {
      outgoing.writeHead(answer.statusCode ?? 502, answer.headers);
      // Streams (events, logs) must arrive as they come.
      outgoing.flushHeaders();
      answer.pipe(outgoing);
    });
    onward.on('error', () => outgoing.destroy());
    outgoing.on('close', () => onward.destroy());
    incoming.pipe(onward);
  });
  // As an engine: one that closes idle connections does so, on a busy machine, while the next call is on its way.
  server.keepAliveTimeout = 0;
  await new Promise<void>((listening) => {
    server.listen(socket, listening);
  });
  return {
    host: `unix://${socket}`,
    requests,
    answered,
    close: async () => {
      server.closeAllConnections();
      await new Promise((closed) => {
        server.close(closed);
      });
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

function targetOf(host: string): { socketPath: string } | { host: string; port: string } {
  const url = new URL(host);
  return url.protocol === 'unix:' ? { socketPath: url.pathname } : { host: url.hostname, port: url.port };
}
