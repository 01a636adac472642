import { spawn, spawnSync } from 'node:child_process';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { dirname } from 'node:path';
import type { Repository } from './a-repository.ts';

export interface GitServer {
  /** `http://127.0.0.1:PORT` */
  readonly address: string;
  /** The repository as `ADDRESS/app.git`. */
  readonly url: string;
  /** `GET /app.git/info/refs` */
  readonly requests: readonly string[];
  stop(): void;
}

/**
 * Serves a repository of git over HTTP from this process.
 *
 * @param first sees each request first. @returns whether it answered
 */
export async function aGitServer(
  { folder }: Pick<Repository, 'folder'>,
  first: (request: IncomingMessage, response: ServerResponse) => boolean = () => false,
): Promise<GitServer> {
  const requests: string[] = [];
  const server = createServer((request, response) => {
    const url = new URL(request.url ?? '', 'http://git');
    requests.push(`${request.method} ${url.pathname}`);
    if (first(request, response)) return;
    if (!url.pathname.startsWith('/app.git/')) {
      response.writeHead(404).end();
      return;
    }
    answer(request, response, folder, url);
  });
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  const { port } = server.address() as AddressInfo;
  const address = `http://127.0.0.1:${port}`;
  return {
    address,
    url: `${address}/app.git`,
    requests,
    stop: () => {
      server.closeAllConnections();
      server.close();
    },
  };
}

/** git has a program for web servers, which speaks CGI. */
function answer(request: IncomingMessage, response: ServerResponse, folder: string, url: URL): void {
  const backend = spawn(`${execPath()}/git-http-backend`, [], {
    env: {
      PATH: process.env.PATH,
      GIT_PROJECT_ROOT: dirname(folder),
      GIT_HTTP_EXPORT_ALL: '1',
      GIT_CONFIG_COUNT: '1',
      GIT_CONFIG_KEY_0: 'safe.directory',
      GIT_CONFIG_VALUE_0: '*',
      GIT_PROTOCOL: String(request.headers['git-protocol'] ?? ''),
      REQUEST_METHOD: request.method,
      QUERY_STRING: url.search.slice(1),
      CONTENT_TYPE: request.headers['content-type'] ?? '',
      HTTP_CONTENT_ENCODING: String(request.headers['content-encoding'] ?? ''),
      PATH_INFO: url.pathname.replace('/app.git', folder.slice(dirname(folder).length)),
    },
  });
  request.pipe(backend.stdin);
  backend.stdin.on('error', () => {});
  const chunks: Buffer[] = [];
  backend.stdout.on('data', (chunk: Buffer) => chunks.push(chunk));
  backend.on('close', () => {
    const whole = Buffer.concat(chunks);
    const end = whole.indexOf('\r\n\r\n');
    const headers = whole.subarray(0, end).toString().split('\r\n').filter(Boolean);
    for (const header of headers) {
      const colon = header.indexOf(':');
      const [name, value] = [header.slice(0, colon), header.slice(colon + 1).trim()];
      if (name === 'Status') response.statusCode = Number.parseInt(value, 10);
      else response.setHeader(name, value);
    }
    response.end(whole.subarray(end + 4));
  });
}

let known: string | undefined;

const execPath = (): string => {
  known ??= spawnSync('git', ['--exec-path'], { encoding: 'utf8' }).stdout.trim();
  return known;
};
