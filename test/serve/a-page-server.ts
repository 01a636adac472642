import { once } from 'node:events';
import { connect } from 'node:net';
import { afterEach } from 'vitest';
import { WebSocket } from 'ws';
import type { PageFrame, PageMessage, PageRequest } from '../../src/model/page-messages.ts';
import { type PageServer, type PageServerOptions, startPageServer } from '../../src/serve/page-server.ts';
import { type PageSite, siteOf } from '../../src/serve/page-site.ts';
import { aPageApplication } from '../support/a-page-application.ts';

const running: PageServer[] = [];
afterEach(async () => {
  for (const server of running.splice(0)) await server.close();
});

type More = Pick<PageServerOptions, 'sharing' | 'onDoor'>;

export async function aServer(application = aPageApplication(), now?: () => number, more: More = {}) {
  return { application, ...(await aServerOf(siteOf(application), now, more)) };
}

export async function aServerOf(site: PageSite, now?: () => number, more: More = {}) {
  const server = await startPageServer({ site, port: 0, ...(now && { now }), ...more });
  running.push(server);
  const { host } = new URL(server.origin);
  const secret = (): string => new URL(server.newLink().url).hash.slice(1);
  const at = { server, host, port: server.port, origin: server.origin, secret };
  return {
    ...at,
    /** A request as a page of this server sends it. */
    call: (path: string, body: unknown, headers: Headers = {}) =>
      ask(at.port, 'POST', path, { ...own(at), ...headers }, JSON.stringify(body)),
    async key(): Promise<string> {
      const { text } = await ask(
        at.port,
        'POST',
        '/api/session',
        own(at),
        JSON.stringify({ secret: secret() }),
      );
      return JSON.parse(text).key;
    },
    /** @param query of the project that the page is of */
    live: (headers: Headers = { Origin: at.origin }, query = '') =>
      new WebSocket(`ws://127.0.0.1:${at.port}/live${query}`, { headers: { Host: at.host, ...headers } }),
  };
}

type Headers = Readonly<Record<string, string>>;

export const own = ({ host, origin }: { readonly host: string; readonly origin: string }): Headers => ({
  Host: host,
  Origin: origin,
  'Content-Type': 'application/json',
});

/** Word for word, as no client of ours would send some of these. */
export async function ask(
  port: number,
  method: string,
  path: string,
  headers: Headers | readonly string[],
  body = '',
) {
  const lines = Array.isArray(headers)
    ? headers
    : Object.entries(headers).map(([name, value]) => `${name}: ${value}`);
  const socket = connect(port, '127.0.0.1');
  const chunks: Buffer[] = [];
  socket.on('data', (chunk) => chunks.push(chunk));
  socket.on('error', () => {});
  const length = body === '' ? [] : [`Content-Length: ${Buffer.byteLength(body)}`];
  socket.write(
    [`${method} ${path} HTTP/1.1`, ...lines, ...length, 'Connection: close', '', body].join('\r\n'),
  );
  await once(socket, 'close');
  const answer = Buffer.concat(chunks).toString();
  const [head = '', ...rest] = answer.split('\r\n\r\n');
  return { status: Number(head.split(' ')[1]), head, text: rest.join('\r\n\r\n') };
}

export async function closing(socket: WebSocket): Promise<number> {
  const [code] = await once(socket, 'close');
  return code;
}

/** The status that refused it. */
export async function refusal(socket: WebSocket): Promise<number> {
  const [, response] = await once(socket, 'unexpected-response');
  socket.on('error', () => {});
  socket.terminate();
  return response.statusCode;
}

/** A page that has said who it is: what it gets, and what it asks for. */
export async function aLivePage(
  { key, live }: Pick<Awaited<ReturnType<typeof aServerOf>>, 'key' | 'live'>,
  query = '',
) {
  const socket = live(undefined, query);
  const messages: PageMessage[] = [];
  let traffic = '';
  socket.on('message', (data) => {
    const text = String(data);
    traffic += text;
    const frame: PageFrame = JSON.parse(text);
    messages.push(...frame.messages);
    send({ type: 'taken', size: text.length });
  });
  const send = (request: PageRequest): void => socket.send(JSON.stringify(request));
  await once(socket, 'open');
  send({ type: 'hello', key: await key() });
  return { socket, messages, send, traffic: () => traffic };
}
