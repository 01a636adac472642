import { spawn } from 'node:child_process';
import { createServer, type Socket } from 'node:net';
import { finished } from 'node:stream/promises';
import { keepEnd, lastLine } from './ssh-connection.ts';

interface DialServer {
  /** The error output of the last failed connection; waits for its end. */
  lastWords(): Promise<string | undefined>;
  close(): void;
}

/**
 * A socket that runs `docker system dial-stdio` on the remote machine for every connection. That command connects its input and
 * output to the engine of the remote docker.
 */
export async function serveDialStdio(
  socketPath: string,
  channel: readonly string[],
  remoteSocket: string | undefined,
): Promise<DialServer> {
  const host = remoteSocket === undefined ? '' : `--host unix://'${remoteSocket.replaceAll("'", "'\\''")}' `;
  const words = [...channel, 'x', `docker ${host}system dial-stdio`];
  let last: Promise<string> = Promise.resolve('');
  const server = createServer({ allowHalfOpen: true }, (socket) => {
    last = join(socket, words);
  });
  server.unref();
  await new Promise<void>((resolve, reject) => {
    server.on('error', reject).listen(socketPath, resolve);
  });
  return { lastWords: async () => lastLine(await last), close: () => void server.close() };
}

/** @returns the standard error of the program. */
async function join(socket: Socket, words: readonly string[]): Promise<string> {
  // Its own session: Ctrl-C reaches only gantry, which still needs the engine.
  const dial = spawn('ssh', words, { stdio: ['pipe', 'pipe', 'pipe'], detached: true });
  const stderr = keepEnd(dial.stderr);
  // Either side may end first; later output of the other side is discarded.
  for (const stream of [socket, dial, dial.stdin]) stream.on('error', () => {});
  socket.pipe(dial.stdin);
  dial.stdout.pipe(socket);
  socket.on('close', () => dial.stdin.end());
  // Even if it was cut off, its earlier output is used.
  await finished(dial.stderr).catch(() => {});
  return stderr();
}
