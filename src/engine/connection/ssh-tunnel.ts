import { execFile } from 'node:child_process';
import http from 'node:http';
import { join } from 'node:path';
import { connectSsh, type SshConnection } from './ssh-connection.ts';
import { serveDialStdio } from './ssh-dial.ts';
import { noSshOnWindows, sshFailed } from './ssh-failure.ts';
import type { SshTarget } from './ssh-target.ts';

export interface SshTunnel {
  /** On this machine; leads to the engine on the other side. */
  readonly socketPath: string;
  close(): void;
}

/**
 * A socket here that leads to the engine there, over one login for any number of connections.
 *
 * ssh forwards the engine's socket where the other side lets it and its place is known. Where the engine is set in
 * another way there (DOCKER_HOST with tcp, a context), or sockets may not be forwarded, every connection is a
 * `docker system dial-stdio` there, as with the docker command, and still in the one login.
 */
export async function openSshTunnel(endpoint: string, target: SshTarget): Promise<SshTunnel> {
  if (process.platform === 'win32') throw noSshOnWindows(endpoint);
  const connection = await connectSsh(endpoint, target);
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

/** For the shells of other systems too: one line, and no quotes of the kind that is around it. */
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

/** undefined: docker there would use something else than a socket. */
async function findRemoteSocket(connection: SshConnection): Promise<string | undefined> {
  const { stdout } = await ssh([...connection.channel, 'x', `sh -c '${LOOK}'`]);
  return /^socket (.+)$/m.exec(stdout)?.[1];
}

/** undefined: it cannot be forwarded. ssh only finds out when somebody connects, so that is done here. */
async function forward({ folder, channel }: SshConnection, remote: string): Promise<string | undefined> {
  const socketPath = join(folder, 'engine');
  const { ok } = await ssh([...channel, '-O', 'forward', '-L', `${socketPath}:${remote}`, 'x']);
  return ok && (await answers(socketPath)) ? socketPath : undefined;
}

function answers(socketPath: string): Promise<boolean> {
  return new Promise((resolve) => {
    const request = http.get({ socketPath, path: '/_ping', agent: false }, (answer) => {
      answer.resume().on('close', () => resolve(true));
    });
    request.on('error', () => resolve(false));
  });
}

function ssh(words: readonly string[]): Promise<{ ok: boolean; stdout: string }> {
  return new Promise((resolve) => {
    execFile('ssh', words, (error, stdout) => resolve({ ok: error === null, stdout })).stdin?.end();
  });
}
