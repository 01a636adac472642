import type { PageFrame, PageLogLine, PageMessage, PageRequest } from '../model/page-messages.ts';
import { patchPage } from '../model/page-patch.ts';
import type { PageState } from '../model/page-state.ts';
import { type KeyResult, keyOfPage } from './page-key.ts';
import { link, pageState } from './store.ts';

const FIRST_PAUSE_MS = 250;
const LONGEST_PAUSE_MS = 5000;

/** Who shows a log. */
export interface LogSink {
  lines(lines: readonly PageLogLine[]): void;
  ready(): void;
  skipped(lines: number): void;
  ended(error: string | undefined): void;
  /** The connection is new: what was shown comes again. */
  reset(): void;
}

interface OpenLog {
  readonly services: readonly string[];
  readonly tail: number;
  readonly sink: LogSink;
}

const logs = new Map<number, OpenLog>();
let nextChannel = 1;
let socket: WebSocket | undefined;
let position: { readonly run: string; readonly seq: number } | undefined;
let pause = FIRST_PAUSE_MS;
let received: PageState | undefined;
let isDrawing = false;

/** Connects, and again whenever the connection is lost: the page then gets what it missed. */
export async function connect(): Promise<void> {
  const result = await keyOfPage();
  if (result.kind !== 'key') return refuse(result);
  const live = new WebSocket(`ws://${location.host}/live`);
  live.onopen = () => {
    socket = live;
    pause = FIRST_PAUSE_MS;
    send({ type: 'hello', key: result.key, ...position });
    for (const [channel, log] of logs) {
      log.sink.reset();
      openChannel(channel, log);
    }
  };
  live.onmessage = ({ data }: MessageEvent<string>) => {
    takeFrame(JSON.parse(data));
    send({ type: 'taken', size: data.length });
  };
  live.onclose = ({ code }) => {
    socket = undefined;
    // The server was started anew, or never knew this page.
    if (code === 1008) return refuse({ kind: 'none', reason: 'this page is not known any more' });
    link.value = { kind: 'lost' };
    setTimeout(() => void connect(), pause);
    pause = Math.min(2 * pause, LONGEST_PAUSE_MS);
  };
}

/** @returns closes it */
export function openLog(services: readonly string[], tail: number, sink: LogSink): () => void {
  const channel = nextChannel++;
  const log = { services, tail, sink };
  logs.set(channel, log);
  openChannel(channel, log);
  return () => {
    logs.delete(channel);
    send({ type: 'close-log', channel });
  };
}

function openChannel(channel: number, { services, tail }: OpenLog): void {
  send({ type: 'open-log', channel, services, tail });
}

function refuse(result: Exclude<KeyResult, { kind: 'key' }>): void {
  if (result.kind === 'lost') {
    link.value = { kind: 'lost' };
    setTimeout(() => void connect(), LONGEST_PAUSE_MS);
  } else link.value = { kind: 'refused', reason: result.reason };
}

function send(request: PageRequest): void {
  if (socket?.readyState === WebSocket.OPEN) socket.send(JSON.stringify(request));
}

function takeFrame({ run, seq, messages }: PageFrame): void {
  position = { run, seq };
  for (const message of messages) take(message);
  link.value = { kind: 'live' };
}

function take(message: PageMessage): void {
  if (message.type === 'state' || message.type === 'patch') {
    // What comes over the wire has the shape that the types say: both ends are of one build.
    received = message.type === 'state' ? message.state : (patchPage(received, message.patch) as PageState);
    draw();
    return;
  }
  const sink = logs.get(message.channel)?.sink;
  if (message.type === 'log') sink?.lines(message.lines);
  else if (message.type === 'log-ready') sink?.ready();
  else if (message.type === 'log-skipped') sink?.skipped(message.lines);
  else sink?.ended(message.error);
}

/** Once a frame of the screen, however many changes come. */
function draw(): void {
  if (isDrawing) return;
  isDrawing = true;
  afterFrame(() => {
    isDrawing = false;
    pageState.value = received;
  });
}

/** A page that nobody sees draws no frames. */
export function afterFrame(run: () => void): void {
  if (document.hidden) setTimeout(run, 100);
  else requestAnimationFrame(run);
}
