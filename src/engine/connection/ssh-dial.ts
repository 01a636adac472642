import { spawn } from 'node:child_process';
import { createServer, type Socket } from 'node:net';
import { finished } from 'node:stream/promises';
import { lastLine } from './ssh-connection.ts';

interface DialServer {
  /** What the last connection that failed said; waits for its end. */
  lastWords(): Promise<string | undefined>;
  close(): void;
}

/**
 * A socket of which every connection is a `docker system dial-stdio` on the other side: it joins its input and output
 * with the engine that docker there would use.
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

/** @returns what the program wrote to its standard error. */
async function join(socket: Socket, words: readonly string[]): Promise<string> {
  // Its own session: a Ctrl-C is for gantry alone, which still has to tell the engine.
  const dial = spawn('ssh', words, { stdio: ['pipe', 'pipe', 'pipe'], detached: true });
  let stderr = '';
  dial.stderr.setEncoding('utf8').on('data', (text: string) => {
    stderr += text;
  });
  // Either side may go first; what the other one writes then is nobody's.
  for (const stream of [socket, dial, dial.stdin]) stream.on('error', () => {});
  socket.pipe(dial.stdin);
  dial.stdout.pipe(socket);
  socket.on('close', () => dial.stdin.end());
  // Cut off or not: what it wrote until then counts.
  await finished(dial.stderr).catch(() => {});
  return stderr;
}
