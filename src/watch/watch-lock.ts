import { unlinkSync } from 'node:fs';
import { connect, createServer, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname } from 'node:path';
import { text } from 'node:stream/consumers';
import { cannotWriteTo } from '../diagnostics/temporary-folder.ts';
import { UserError } from '../diagnostics/user-error.ts';
import { socketPath } from '../util/socket-path.ts';

/** What the watcher that has the lock says of itself. */
interface Holder {
  readonly pid: number;
  /** RFC 3339. */
  readonly since: string;
  readonly folder: string;
}

export interface WatchLock {
  release(): Promise<void>;
}

/**
 * One watcher for each project of an engine: two would undo one another's work. The lock is a socket that the holder
 * listens on, so it is free as soon as the holder is gone, however it went, and the holder can be asked who it is.
 *
 * Error: UserError `in-use`.
 */
export async function takeWatchLock(
  project: string,
  endpoint: string,
  environment: ReadonlyMap<string, string>,
  folder: string,
): Promise<WatchLock> {
  const path = lockPath(`${endpoint}\n${project}`, environment);
  const holder: Holder = { pid: process.pid, since: new Date().toISOString(), folder };
  let server = await listen(path, holder);
  if (!server) {
    const other = await askHolder(path);
    if (other) throw held(project, other);
    // Left behind by one that was killed.
    if (process.platform !== 'win32') unlinkSync(path);
    server = await listen(path, holder);
  }
  if (!server) throw held(project, await askHolder(path));
  const listening = server;
  // The lock is no reason to go on.
  listening.unref();
  return { release: () => new Promise((done) => listening.close(() => done())) };
}

function held(project: string, other: Holder | undefined): UserError {
  const who = other ? `process ${other.pid}, since ${other.since}, in ${other.folder}` : 'another process';
  return new UserError('in-use', `project "${project}" is being watched already: by ${who}`, {
    hint: 'end that one first; two would undo one another’s work',
  });
}

/** undefined: another process listens there. */
function listen(path: string, holder: Holder): Promise<Server | undefined> {
  const server = createServer((socket) => {
    socket.on('error', () => {});
    socket.end(JSON.stringify(holder));
  });
  return new Promise((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) =>
      error.code === 'EADDRINUSE' ? resolve(undefined) : reject(noPlace(dirname(path), error)),
    );
    server.listen(path, () => resolve(server));
  });
}

/** undefined: no process listens there. */
async function askHolder(path: string): Promise<Holder | undefined> {
  const socket = connect(path);
  try {
    const answer: Holder = JSON.parse(await text(socket));
    return answer;
  } catch {
    return undefined;
  }
}

const noPlace = (folder: string, cause: unknown): UserError =>
  cannotWriteTo(folder, 'XDG_RUNTIME_DIR or TMPDIR', cause);

function lockPath(key: string, environment: ReadonlyMap<string, string>): string {
  try {
    return socketPath('watch', key, environment);
  } catch (error) {
    throw noPlace(tmpdir(), error);
  }
}
