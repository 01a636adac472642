import type { WebSocket } from 'ws';
import type { PageRequest } from '../model/page-messages.ts';
import type { StatsWatch } from './container/stats-watch.ts';
import { TerminalChannel } from './container/terminal-channel.ts';
import type { PageKeys } from './guard/page-keys.ts';
import { LogChannel } from './logs/log-channel.ts';
import type { LogHistories } from './logs/log-histories.ts';
import type { PageApplication } from './page-application.ts';
import { Outbox } from './socket/outbox.ts';
import { readRequest } from './socket/read-request.ts';

/** A page says who it is at once. */
const HELLO_MS = 2000;
const CLOSE_MS = 500;
/** More than a page has room to show. */
const MOST_CHANNELS = 32;

/** Codes that close a websocket. Source: RFC 6455, 7.4. */
const CLOSE = { refused: 1008, protocol: 1002 } as const;

type RequestOf<T extends PageRequest['type']> = Extract<PageRequest, { type: T }>;

interface PageWorld {
  readonly application: PageApplication;
  readonly keys: PageKeys;
  readonly stats: StatsWatch;
  readonly histories: LogHistories;
}

/** Nothing is sent to a page before its first message has a key of this server. */
export function servePage(socket: WebSocket, world: PageWorld): void {
  const silent = setTimeout(() => dismiss(socket, CLOSE.refused, 'no key came'), HELLO_MS);
  let page: OpenPage | undefined;
  socket.on('message', (data, isBinary) => {
    const request = isBinary ? undefined : readRequest(String(data));
    if (request === undefined) return dismiss(socket, CLOSE.protocol, 'not a message of the page');
    if (page) return page.handle(request);
    clearTimeout(silent);
    if (request.type !== 'hello' || !world.keys.isKey(request.key))
      return dismiss(socket, CLOSE.refused, 'no key');
    page = new OpenPage(socket, world, request);
  });
  // One that breaks is closed next.
  socket.on('error', () => {});
  socket.on('close', () => {
    clearTimeout(silent);
    page?.close();
  });
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

class OpenPage {
  readonly #socket: WebSocket;
  readonly #world: PageWorld;
  readonly #outbox: Outbox;
  readonly #channels = new Map<number, Channel>();

  constructor(socket: WebSocket, world: PageWorld, hello: RequestOf<'hello'>) {
    this.#socket = socket;
    this.#world = world;
    const { run, seq } = hello;
    this.#outbox = new Outbox({
      feed: world.application.feed,
      ...(run !== undefined && seq !== undefined && { from: { run, seq } }),
      send: (frame) => socket.send(frame),
    });
  }

  handle(request: PageRequest): void {
    switch (request.type) {
      case 'hello':
        this.#socket.close(CLOSE.protocol, 'twice');
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
          this.#socket.close(CLOSE.protocol, 'too many questions');
        break;
      case 'close':
        this.#channels.get(request.channel)?.close();
        this.#channels.delete(request.channel);
    }
  }

  close(): void {
    for (const channel of this.#channels.values()) channel.close();
    this.#outbox.close();
  }

  /** @param open undefined: it is refused, and was told why */
  #open(channel: number, open: () => Channel | undefined): void {
    if (this.#channels.has(channel) || this.#channels.size >= MOST_CHANNELS) {
      this.#socket.close(CLOSE.protocol, 'too many channels');
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
    const { application, histories } = this.#world;
    const outbox = this.#outbox;
    return new LogChannel({
      channel,
      services,
      tail,
      source: application,
      histories,
      add: outbox.add.bind(outbox),
      addLine: outbox.lines.bind(outbox),
    });
  }

  /** A page that does not keep up gets what has gathered meanwhile, which is little. */
  #openStats({ channel, container }: RequestOf<'open-stats'>): Channel {
    const close = this.#world.stats.watch(container, (samples) => {
      void this.#outbox.add({ type: 'stats', channel, samples }, samples.length * 60);
    });
    return { close };
  }

  #openTerminal({ channel, container, rows, columns }: RequestOf<'open-terminal'>): Channel | undefined {
    const { application } = this.#world;
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
