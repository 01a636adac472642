import { chmodSync, unlinkSync } from 'node:fs';
import { createServer, type Server, type Socket } from 'node:net';
import { createInterface } from 'node:readline';
import type { Engine } from '../../engine/port/engine.ts';
import { patchPage } from '../../model/page-patch.ts';
import type { PageRun } from '../../model/page-state.ts';
import type { PageWatch } from '../../model/page-watch.ts';
import { isRecord, parse } from '../../serve/socket/check-value.ts';
import { endWatch } from '../../serve/view/watch-view.ts';
import { pageSocketPath, type ToldKind, type ToPage } from '../apply/page-socket.ts';
import { connectTo } from '../apply/state-teller.ts';
import type { Cli } from '../context/cli.ts';

const LONGEST_ANSWER_MS = 2000;

export interface PageLink {
  readonly url: string;
  /** Absent: the first one does for every browser. */
  readonly byAddress?: string;
}

/**
 * Where the server of the page of a project is met.
 *
 * @param project its name; '': of the page of all projects, as none has that name
 * @returns undefined: nowhere on this machine
 */
export function meetingPlace({ environment }: Cli, project: string, engine: Engine): string | undefined {
  try {
    return pageSocketPath(project, engine, environment);
  } catch {
    return undefined;
  }
}

interface MeetingOptions {
  /** As `meetingPlace` gives it. undefined: nobody can be met. */
  readonly path: string | undefined;
  readonly readOnly: boolean;
  readonly newLink: () => PageLink;
  /** Called with each state of a run of another process. */
  readonly onRun: (run: PageRun) => void;
  /** Called with each state of a watch of another process. */
  readonly onWatch: (watch: PageWatch) => void;
}

/**
 * Where other processes of this user find the server of the page: who runs a plan, or watches files, shows it there, and a second `gantry ui` gets a link.
 *
 * @returns undefined: there is no place, or another server has it
 */
export async function openMeeting(options: MeetingOptions): Promise<Meeting | undefined> {
  const { path } = options;
  if (path === undefined) return undefined;
  const latest = new Map<ToldKind, Socket>();
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.once('close', () => sockets.delete(socket));
    meet(socket, latest, options);
  });
  if (!(await listen(server, path))) {
    const other = await connectTo(path);
    other?.destroy();
    if (other || process.platform === 'win32') return undefined;
    unlinkSync(path); // left behind by one that was killed
    if (!(await listen(server, path))) return undefined;
  }
  // The folder is this user's alone; it may be one that somebody else has opened.
  if (process.platform !== 'win32') chmodSync(path, 0o600);
  server.unref();
  return {
    close() {
      latest.clear();
      for (const socket of sockets) socket.destroy();
      return new Promise((resolve) => server.close(() => resolve()));
    },
  };
}

export interface Meeting {
  close(): Promise<void>;
}

/** @returns undefined: no server of this project runs, or it may do other things than are wanted */
export async function askForLink(path: string, readOnly: boolean): Promise<PageLink | undefined> {
  const socket = await connectTo(path);
  if (!socket) return undefined;
  const message: ToPage = { type: 'link', readOnly };
  const lines = createInterface({ input: socket });
  // Without an `end`, as when a socket is destroyed, they would go on for ever.
  socket.once('close', () => lines.close());
  // One that is suspended answers nothing.
  socket.setTimeout(LONGEST_ANSWER_MS, () => socket.destroy());
  socket.write(`${JSON.stringify(message)}\n`);
  try {
    for await (const line of lines) {
      const answer = parse(line);
      if (!isRecord(answer)) return undefined;
      const { url, byAddress } = answer;
      if (typeof url !== 'string') return undefined;
      return typeof byAddress === 'string' ? { url, byAddress } : { url };
    }
  } catch {
    // It ended meanwhile.
  } finally {
    socket.destroy();
  }
  return undefined;
}

function listen(server: Server, path: string): Promise<boolean> {
  return new Promise((resolve, reject) => {
    const onError = (error: NodeJS.ErrnoException): void =>
      error.code === 'EADDRINUSE' ? resolve(false) : reject(error);
    server.once('error', onError);
    server.listen(path, () => {
      server.removeListener('error', onError);
      resolve(true);
    });
  });
}

/** @param latest of each kind, who told it last: nobody else's end is its end */
function meet(socket: Socket, latest: Map<ToldKind, Socket>, options: MeetingOptions): void {
  const { readOnly, newLink } = options;
  let kind: ToldKind | undefined;
  let told: unknown;
  socket.unref();
  socket.on('error', () => {});
  const lines = createInterface({ input: socket });
  lines.on('line', (line) => {
    const message = parse(line);
    if (!isRecord(message)) return void socket.destroy();
    if (message.type === 'link')
      return void socket.end(`${JSON.stringify(message.readOnly === readOnly ? newLink() : {})}\n`);
    kind = message.type === 'run' || message.type === 'watch' ? message.type : undefined;
    // What a page of this server runs is told of by who runs it.
    if (!kind || message.process === process.pid) return void socket.destroy();
    const { patch } = message;
    if (!isRecord(patch) && !Array.isArray(patch)) return void socket.destroy();
    told = patchPage(told, patch as Parameters<typeof patchPage>[1]);
    latest.set(kind, socket);
    SHOW[kind](told, options);
  });
  lines.on('close', () => {
    if (kind && latest.get(kind) === socket) SHOW_LEFT[kind](told, options);
  });
}

type Show = Readonly<Record<ToldKind, (told: unknown, options: MeetingOptions) => void>>;

const SHOW: Show = {
  run: (run, { onRun }) => isRun(run) && onRun(run),
  watch: (watch, { onWatch }) => isWatch(watch) && onWatch(watch),
};

/** Of one that was killed in the middle. */
const SHOW_LEFT: Show = {
  run(run, { onRun }) {
    if (isRun(run) && run.status === 'running') onRun({ ...run, status: 'cancelled', endedAt: Date.now() });
  },
  watch(watch, { onWatch }) {
    if (isWatch(watch) && watch.endedAt === undefined) onWatch(endWatch(watch, Date.now(), true));
  },
};

/** Whoever may write here is this user, with a gantry of any version. */
const isRun = (value: unknown): value is PageRun =>
  isRecord(value) &&
  typeof value.id === 'string' &&
  typeof value.status === 'string' &&
  typeof value.startedAt === 'number' &&
  isRecord(value.steps) &&
  Array.isArray(value.notes) &&
  Array.isArray(value.failures);

const isWatch = (value: unknown): value is PageWatch =>
  isRecord(value) && typeof value.startedAt === 'number' && isRecord(value.entries);
