import { readFileSync } from 'node:fs';
import http from 'node:http';
import https from 'node:https';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { buffer } from 'node:stream/consumers';

/** Where an engine listens, in the words of DOCKER_HOST: `unix:///path` or `tcp://name:port`. */
export type Host = string;

export type Answer = { readonly status: number; readonly body: string };

/**
 * One request to an engine, whole answer as text. Enough for setting up; it is not the client under test, so
 * that a bug there cannot hide itself.
 */
export async function ask(
  host: Host,
  method: string,
  path: string,
  body?: Buffer,
  type?: string,
): Promise<Answer> {
  const response = await open(host, method, path, body, type);
  return { status: response.statusCode ?? 0, body: (await buffer(response)).toString() };
}

/** What the engine answers, parsed. Error: what it says when it refuses. */
export async function told(host: Host, method: string, path: string, json?: object): Promise<unknown> {
  const sent = json === undefined ? undefined : Buffer.from(JSON.stringify(json));
  const { status, body } = await ask(host, method, path, sent, 'application/json');
  if (status >= 400) throw new Error(`${method} ${path}: ${status} ${body.trim()}`);
  return body.trim() === '' ? undefined : JSON.parse(body);
}

/** Resolves when the answer begins: one that never ends, such as that of `/events`, comes as it is told. */
export function open(
  host: Host,
  method: string,
  path: string,
  body?: Buffer,
  type = 'application/x-tar',
): Promise<http.IncomingMessage> {
  const [send, where] = transport(host);
  return new Promise((resolve, reject) => {
    const headers = body ? { 'content-type': type, 'content-length': body.length } : {};
    const request = send({ ...where, method, path, headers, agent: false }, resolve);
    request.on('error', reject);
    request.end(body);
  });
}

/** True when an engine answers at `host` within ten seconds: a busy one takes its time. */
export async function answers(host: Host): Promise<boolean> {
  let timer: NodeJS.Timeout | undefined;
  const tooLate = new Promise<false>((resolve) => {
    timer = setTimeout(() => resolve(false), 10_000);
  });
  const pong = Promise.resolve()
    .then(() => ask(host, 'GET', '/_ping'))
    .then(
      (answer) => answer.status === 200,
      () => false,
    );
  try {
    return await Promise.race([pong, tooLate]);
  } finally {
    clearTimeout(timer);
  }
}

function transport(host: Host): [typeof http.request, https.RequestOptions] {
  if (host.startsWith('unix://')) return [http.request, { socketPath: host.slice('unix://'.length) }];
  if (!host.startsWith('tcp://'))
    throw new Error(`cannot speak to ${host}: only unix:// and tcp:// are supported`);
  const { hostname, port } = new URL(host);
  if (!process.env.DOCKER_TLS_VERIFY) return [http.request, { host: hostname, port: port || 2375 }];
  const folder = process.env.DOCKER_CERT_PATH ?? join(homedir(), '.docker');
  const read = (name: string): Buffer => readFileSync(join(folder, name));
  return [
    https.request,
    { host: hostname, port: port || 2376, ca: read('ca.pem'), cert: read('cert.pem'), key: read('key.pem') },
  ];
}
