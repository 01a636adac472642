import type { WebSocket } from 'ws';
import { PAGE_CLOSE, type PageRequest } from '../model/page-messages.ts';
import { TerminalChannel } from './container/terminal-channel.ts';
import { LogChannel } from './logs/log-channel.ts';
import type { OpenProjects, ProjectUse } from './open-projects.ts';
import { keepAlive } from './socket/keep-alive.ts';
import { Outbox, type OutboxFailure } from './socket/outbox.ts';
import { readRequest } from './socket/read-request.ts';
import type { PageFeed } from './socket/state-feed.ts';
import { Turns } from './socket/turns.ts';

/** A page says who it is at once. */
const HELLO_MS = 2000;
const CLOSE_MS = 500;
/** More than a page has room to show. */
const MOST_CHANNELS = 32;
/** A page that comes back asks for its channels at once. */
const MOST_EARLY = 2 * MOST_CHANNELS;
/** Answers to pings gather in the buffer of a connection that is not read; pages send none. */
const MOST_BUFFERED = 16 * 1024 * 1024;

/** Codes that close a websocket. Source: RFC 6455, 7.4. */
const CLOSE = { ...PAGE_CLOSE, protocol: 1002, internal: 1011, tryLater: 1013 } as const;

/** Why a page gets no more. One of ours that was asleep connects again, and gets what it missed. */
const FAILURES: Readonly<Record<OutboxFailure, readonly [code: number, reason: string]>> = {
  slow: [CLOSE.tryLater, 'the page takes nothing in'],
  untrue: [CLOSE.protocol, 'more was taken than was sent'],
  broken: [CLOSE.internal, 'internal: nothing can be sent'],
};

type RequestOf<T extends PageRequest['type']> = Extract<PageRequest, { type: T }>;
type Hello = RequestOf<'hello'>;

interface PageWorld {
  readonly projects: OpenProjects;
  /** The one that the page names. */
  readonly project: string | undefined;
  /** For a page that names none. Absent: there is one project. */
  readonly overview: PageFeed | undefined;
  readonly isKey: (key: string) => boolean;
  /** Takes one of the places that pages have. @returns gives it back; undefined: all are taken */
  readonly enter: () => (() => void) | undefined;
}

interface Page {
  handle(request: PageRequest): void;
  close(): void;
}

/** Nothing is sent to a page before its first message has a key of this server. */
export function servePage(socket: WebSocket, world: PageWorld): void {
  const silent = setTimeout(() => dismiss(socket, CLOSE.refused, 'no key came'), HELLO_MS);
  let opening: Promise<void> | undefined;
  let page: Page | undefined;
  let leave: (() => void) | undefined;
  /** What a page asks for while its project is opened. */
  const early: PageRequest[] = [];
  const receive = (request: PageRequest | undefined) => {
    if (request === undefined) return dismiss(socket, CLOSE.protocol, 'not a message of the page');
    if (page) return page.handle(request);
    if (opening) {
      if (early.push(request) > MOST_EARLY) dismiss(socket, CLOSE.protocol, 'too many questions');
      return;
    }
    clearTimeout(silent);
    if (request.type !== 'hello' || !world.isKey(request.key))
      return dismiss(socket, CLOSE.refused, 'no key');
    leave = world.enter();
    if (!leave) return dismiss(socket, CLOSE.full, 'too many pages are open');
    keepAlive(socket);
    opening = openPage(socket, world, request).then(
      (opened) => {
        if (!opened) return dismiss(socket, CLOSE.noProject, 'there is no such project');
        if (socket.readyState !== socket.OPEN) return opened.close();
        page = opened;
        for (const one of early) endOnError(socket, () => opened.handle(one));
      },
      () => dismiss(socket, CLOSE.tryLater, 'the engine does not answer'),
    );
  };
  socket.on('message', (data, isBinary) => {
    // What comes after the end is not looked at.
    if (socket.readyState !== socket.OPEN) return;
    endOnError(socket, () => receive(isBinary ? undefined : readRequest(String(data))));
  });
  socket.on('ping', () => {
    if (socket.bufferedAmount > MOST_BUFFERED) socket.terminate();
  });
  // One that breaks is closed next.
  socket.on('error', () => {});
  socket.on('close', () => {
    clearTimeout(silent);
    endOnError(socket, () => page?.close());
    leave?.();
  });
}

/** What fails for one page is no business of the others, nor of a run that goes on. */
function endOnError(socket: WebSocket, work: () => void): void {
  try {
    work();
  } catch {
    dismiss(socket, CLOSE.internal, 'internal: no answer');
  }
}

/** @returns undefined: there is no such project */
async function openPage(
  socket: WebSocket,
  { projects, project, overview }: PageWorld,
  hello: Hello,
): Promise<Page | undefined> {
  if (project === undefined && overview) return new OverviewPage(socket, overview, hello);
  const use = await projects.use(project);
  return use && new ProjectPage(socket, use, hello);
}

/** Whoever does not answer that it is closed would hold one of the few sockets for half a minute. */
function dismiss(socket: WebSocket, code: number, reason: string): void {
  socket.close(code, reason);
  setTimeout(() => socket.terminate(), CLOSE_MS).unref();
}

/** What a page has open: a log, what a container uses, or a terminal. */
interface Channel {
  close(): void;
}

/** All projects: nothing can be asked of them together. */
class OverviewPage implements Page {
  readonly #socket: WebSocket;
  readonly #outbox: Outbox;

  constructor(socket: WebSocket, feed: PageFeed, hello: Hello) {
    this.#socket = socket;
    this.#outbox = outboxOf(socket, feed, hello);
  }

  handle(request: PageRequest): void {
    if (request.type === 'taken') this.#outbox.taken(request.size);
    else dismiss(this.#socket, CLOSE.protocol, 'of which project?');
  }

  close(): void {
    this.#outbox.close();
  }
}

const outboxOf = (socket: WebSocket, feed: PageFeed, { run, seq }: Hello): Outbox =>
  new Outbox({
    feed,
    ...(run !== undefined && seq !== undefined && { from: { run, seq } }),
    send: (frame, written) => socket.send(frame, () => written()),
    onFailure: (failure) => dismiss(socket, ...FAILURES[failure]),
  });

class ProjectPage implements Page {
  readonly #socket: WebSocket;
  readonly #project: ProjectUse;
  readonly #outbox: Outbox;
  readonly #turns: Turns;
  readonly #channels = new Map<number, Channel>();

  constructor(socket: WebSocket, project: ProjectUse, hello: Hello) {
    this.#socket = socket;
    this.#project = project;
    this.#outbox = outboxOf(socket, project.application.feed, hello);
    this.#turns = new Turns(() => this.#outbox.room());
  }

  handle(request: PageRequest): void {
    switch (request.type) {
      case 'hello':
        dismiss(this.#socket, CLOSE.protocol, 'twice');
        break;
      case 'taken':
        this.#outbox.taken(request.size);
        break;
      case 'open-log':
        this.#open(request.channel, () => this.#openLog(request));
        break;
      case 'open-stats':
        this.#open(request.channel, () => this.#openStats(request));
        break;
      case 'open-terminal':
        this.#open(request.channel, () => this.#openTerminal(request));
        break;
      case 'input':
        this.#terminal(request.channel)?.type(request.text);
        break;
      case 'resize':
        this.#terminal(request.channel)?.resize(request);
        break;
      case 'read-log':
      case 'search-log':
      case 'find-line':
        if (this.#log(request.channel)?.handle(request) === false)
          dismiss(this.#socket, CLOSE.protocol, 'too many questions');
        break;
      case 'close':
        this.#channels.get(request.channel)?.close();
        this.#channels.delete(request.channel);
    }
  }

  close(): void {
    for (const channel of this.#channels.values()) channel.close();
    this.#outbox.close();
    this.#project.release();
  }

  /** @param open undefined: it is refused, and was told why */
  #open(channel: number, open: () => Channel | undefined): void {
    if (this.#channels.has(channel) || this.#channels.size >= MOST_CHANNELS) {
      dismiss(this.#socket, CLOSE.protocol, 'too many channels');
      return;
    }
    const opened = open();
    if (opened) this.#channels.set(channel, opened);
  }

  /** What is meant for one that has ended meanwhile goes nowhere. */
  #terminal(channel: number): TerminalChannel | undefined {
    const open = this.#channels.get(channel);
    return open instanceof TerminalChannel ? open : undefined;
  }

  #log(channel: number): LogChannel | undefined {
    const open = this.#channels.get(channel);
    return open instanceof LogChannel ? open : undefined;
  }

  #openLog({ channel, services, tail }: RequestOf<'open-log'>): Channel {
    const { application, histories } = this.#project;
    const outbox = this.#outbox;
    return new LogChannel({
      channel,
      services,
      tail,
      source: application,
      histories,
      add: outbox.add.bind(outbox),
      addLine: outbox.lines.bind(outbox),
      inTurn: this.#turns.take.bind(this.#turns),
    });
  }

  /** A page that does not keep up gets what has gathered meanwhile, which is little. */
  #openStats({ channel, container }: RequestOf<'open-stats'>): Channel {
    const close = this.#project.stats.watch(container, (samples) => {
      void this.#outbox.add({ type: 'stats', channel, samples }, samples.length * 60);
    });
    return { close };
  }

  #openTerminal({ channel, container, rows, columns }: RequestOf<'open-terminal'>): Channel | undefined {
    const { application } = this.#project;
    const { access } = application.containers;
    const send = this.#outbox.add.bind(this.#outbox);
    if (!access) {
      send({ type: 'terminal-ended', channel, error: 'this page can only look' });
      return undefined;
    }
    const onEnd = (): void => void this.#channels.delete(channel);
    return new TerminalChannel(
      container,
      { rows, columns },
      { tellError: application.tellError.bind(application), access, channel, send, onEnd },
    );
  }
}
