import { execFile } from 'node:child_process';
import http from 'node:http';
import { join } from 'node:path';
import { connectSsh, type SshConnection } from './ssh-connection.ts';
import { serveDialStdio } from './ssh-dial.ts';
import { noSshOnWindows, sshFailed } from './ssh-failure.ts';
import type { SshTarget } from './ssh-target.ts';

export interface SshTunnel {
  /** A socket on this machine that leads to the remote engine. */
  readonly socketPath: string;
  close(): void;
}

/**
 * A local socket that leads to the remote engine, over one login for any number of connections.
 *
 * ssh forwards the engine's socket if the server allows it and the path is known. If docker is configured differently there
 * (DOCKER_HOST with tcp, a context), or sockets cannot be forwarded, every connection runs `docker system dial-stdio` there, as with
 * the docker command, but in the same login.
 */
export async function openSshTunnel(endpoint: string, target: SshTarget): Promise<SshTunnel> {
  if (process.platform === 'win32') throw noSshOnWindows(endpoint);
  return tunnelOver(await connectSsh(endpoint, target), endpoint, target);
}

/** The same over a login that is there, which ends with the tunnel. */
export async function tunnelOver(
  connection: SshConnection,
  endpoint: string,
  target: SshTarget,
): Promise<SshTunnel> {
  try {
    const remote = target.socketPath ?? (await findRemoteSocket(connection));
    const forwarded = remote === undefined ? undefined : await forward(connection, remote);
    if (forwarded !== undefined) return { socketPath: forwarded, close: connection.close };
    const socketPath = join(connection.folder, 'dial');
    const dial = await serveDialStdio(socketPath, connection.channel, target.socketPath);
    const close = (): void => {
      dial.close();
      connection.close();
    };
    if (await answers(socketPath)) return { socketPath, close };
    const words = await dial.lastWords();
    close();
    throw sshFailed(endpoint, target, words);
  } catch (error) {
    connection.close();
    throw error;
  }
}

/** Works in the shells of other systems too: one line, without the quotes that surround it. */
const LOOK = [
  // biome-ignore lint/suspicious/noTemplateCurlyInString: it is for the shell
  'host=${DOCKER_HOST:-}',
  // biome-ignore lint/suspicious/noTemplateCurlyInString: it is for the shell
  'config=${DOCKER_CONFIG:-$HOME/.docker}/config.json',
  // biome-ignore lint/suspicious/noTemplateCurlyInString: it is for the shell
  'test -n "$host${DOCKER_CONTEXT:-}" || grep -q currentContext "$config" 2>/dev/null || host=unix:///var/run/docker.sock',
  // biome-ignore lint/suspicious/noTemplateCurlyInString: it is for the shell
  'case $host in unix://*) test -S "${host#unix://}" && echo "socket ${host#unix://}";; esac',
].join('; ');

/** @returns undefined when the remote docker does not use a socket. */
async function findRemoteSocket(connection: SshConnection): Promise<string | undefined> {
  const { stdout } = await ssh([...connection.channel, 'x', `sh -c '${LOOK}'`]);
  return /^socket (.+)$/m.exec(stdout)?.[1];
}

/** @returns undefined when the socket cannot be forwarded. ssh notices that only at a connection, so this function connects. */
async function forward({ folder, channel }: SshConnection, remote: string): Promise<string | undefined> {
  const socketPath = join(folder, 'engine');
  const { ok } = await ssh([...channel, '-O', 'forward', '-L', `${socketPath}:${remote}`, 'x']);
  return ok && (await answers(socketPath)) ? socketPath : undefined;
}

/** How long an engine may be silent before the calls take over, which say what they wait for. */
const SILENT_MS = 10_000;

function answers(socketPath: string): Promise<boolean> {
  return new Promise((resolve) => {
    const request = http.get({ socketPath, path: '/_ping', agent: false, timeout: SILENT_MS }, (answer) => {
      answer.resume().on('close', () => resolve(true));
    });
    request.on('timeout', () => {
      resolve(true);
      request.destroy();
    });
    request.on('error', () => resolve(false));
  });
}

function ssh(words: readonly string[]): Promise<{ ok: boolean; stdout: string }> {
  return new Promise((resolve) => {
    execFile('ssh', words, (error, stdout) => resolve({ ok: error === null, stdout })).stdin?.end();
  });
}
