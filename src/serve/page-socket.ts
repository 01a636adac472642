import type { WebSocket } from 'ws';
import type { PageRequest } from '../model/page-messages.ts';
import type { PageKeys } from './guard/page-keys.ts';
import type { LogReader, PageApplication } from './page-application.ts';
import { Outbox } from './socket/outbox.ts';
import { readRequest } from './socket/read-request.ts';

/** A page says who it is at once. */
const HELLO_MS = 2000;
/** More than a page has room to show. */
const MOST_LOGS = 8;

/** Codes that close a websocket. Source: RFC 6455, 7.4. */
const CLOSE = { refused: 1008, protocol: 1002 } as const;

type OpenLog = Extract<PageRequest, { type: 'open-log' }>;

/** Nothing is sent to a page before its first message has a key of this server. */
export function servePage(socket: WebSocket, keys: PageKeys, application: PageApplication): void {
  const silent = setTimeout(() => socket.close(CLOSE.refused, 'no key came'), HELLO_MS);
  let page: OpenPage | undefined;
  socket.on('message', (data, isBinary) => {
    const request = isBinary ? undefined : readRequest(String(data));
    if (request === undefined) return socket.close(CLOSE.protocol, 'not a message of the page');
    if (page) return page.handle(request);
    clearTimeout(silent);
    if (request.type !== 'hello' || !keys.isKey(request.key)) return socket.close(CLOSE.refused, 'no key');
    page = new OpenPage(socket, application, request);
  });
  // One that breaks is closed next.
  socket.on('error', () => {});
  socket.on('close', () => {
    clearTimeout(silent);
    page?.close();
  });
}

class OpenPage {
  readonly #socket: WebSocket;
  readonly #application: PageApplication;
  readonly #outbox: Outbox;
  readonly #logs = new Map<number, AbortController>();

  constructor(
    socket: WebSocket,
    application: PageApplication,
    hello: Extract<PageRequest, { type: 'hello' }>,
  ) {
    this.#socket = socket;
    this.#application = application;
    const { run, seq } = hello;
    this.#outbox = new Outbox({
      feed: application.feed,
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
        if (this.#logs.has(request.channel) || this.#logs.size >= MOST_LOGS)
          this.#socket.close(CLOSE.protocol, 'too many logs');
        else this.#openLog(request);
        break;
      case 'close-log':
        this.#logs.get(request.channel)?.abort();
        this.#logs.delete(request.channel);
    }
  }

  close(): void {
    for (const log of this.#logs.values()) log.abort();
    this.#outbox.close();
  }

  #openLog({ channel, services, tail }: OpenLog): void {
    const stop = new AbortController();
    this.#logs.set(channel, stop);
    const outbox = this.#outbox;
    const reader: LogReader = {
      line: (line) => (stop.signal.aborted ? undefined : outbox.lines(channel, line)),
      ready: () => outbox.add({ type: 'log-ready', channel }),
      skipped: (lines) => outbox.add({ type: 'log-skipped', channel, lines }),
    };
    const end = (error?: unknown): void => {
      if (stop.signal.aborted) return;
      this.#logs.delete(channel);
      const message =
        error === undefined ? {} : { error: error instanceof Error ? error.message : String(error) };
      outbox.add({ type: 'log-ended', channel, ...message });
    };
    this.#application.followLogs({ services, tail }, reader, stop.signal).then(() => end(), end);
  }
}
