import {
  PAGE_CLOSE,
  type PageFrame,
  type PageMessage,
  type PageRequest,
  type PageSubject,
} from '../model/page-messages.ts';
import { patchPage } from '../model/page-patch.ts';
import { forgetKey, type KeyResult, keyOfPage, type NoKey, newKey } from './page-key.ts';
import { projectQuery } from './project-address.ts';
import { link, overview, pageState } from './store.ts';

const FIRST_PAUSE_MS = 250;
const LONGEST_PAUSE_MS = 5000;

const STRANGER: NoKey = { kind: 'none', reason: 'this page is not known any more', asksPassword: false };

type ChannelMessage = Exclude<PageMessage, { readonly type: 'state' | 'patch' }>;

/** What a page has open at the server beside the state. */
export interface Channel {
  /** Asks for it; again when the connection is new. */
  readonly ask: (channel: number) => PageRequest;
  /** @returns a promise while it has enough: the server then sends less */
  readonly take: (message: ChannelMessage) => Promise<void> | undefined;
  /** The connection is new: what was shown comes again. @returns false: it is over with the old one */
  readonly reset: () => boolean;
}

const channels = new Map<number, Channel>();
let nextChannel = 1;
let socket: WebSocket | undefined;
let position: { readonly run: string; readonly seq: number } | undefined;
let pause = FIRST_PAUSE_MS;
let received: PageSubject | undefined;
let isDrawing = false;

/** Connects, and again whenever the connection is lost: the page then gets what it missed. @param entered absent: with what the tab has */
export async function connect(entered?: KeyResult): Promise<void> {
  const result = entered ?? (await keyOfPage());
  if (result.kind !== 'key') return refuse(result);
  const live = new WebSocket(
    `${location.protocol.replace('http', 'ws')}//${location.host}/live${projectQuery}`,
  );
  live.onopen = () => {
    socket = live;
    pause = FIRST_PAUSE_MS;
    send({ type: 'hello', key: result.key, ...position });
    for (const [number, channel] of channels) {
      if (channel.reset()) send(channel.ask(number));
      else channels.delete(number);
    }
  };
  live.onmessage = ({ data }: MessageEvent<string>) => {
    const full = takeFrame(JSON.parse(data));
    const taken = (): void => {
      if (socket === live) send({ type: 'taken', size: data.length });
    };
    if (full.length === 0) taken();
    else void Promise.all(full).then(taken);
  };
  live.onclose = ({ code }) => {
    socket = undefined;
    if (code === PAGE_CLOSE.noProject) {
      link.value = { kind: 'missing' };
      return;
    }
    if (code === PAGE_CLOSE.full)
      return refuse({ ...STRANGER, reason: 'too many pages of this server are open' });
    if (code === PAGE_CLOSE.refused) return void enterAgain(result.isNew);
    link.value = { kind: 'lost' };
    setTimeout(() => void connect(), pause);
    pause = Math.min(2 * pause, LONGEST_PAUSE_MS);
  };
}

/** The server was started anew, or never knew this page: a password or a proxy may let it in again. */
async function enterAgain(wasNew: boolean): Promise<void> {
  forgetKey();
  const result = wasNew ? STRANGER : await newKey({});
  if (result.kind === 'key') return connect(result);
  return refuse(result.kind === 'none' ? { ...result, reason: STRANGER.reason } : result);
}

/** @returns its number, and what closes it */
export function openChannel(channel: Channel): { readonly channel: number; readonly close: () => void } {
  const number = nextChannel++;
  channels.set(number, channel);
  send(channel.ask(number));
  return {
    channel: number,
    close() {
      if (channels.delete(number)) send({ type: 'close', channel: number });
    },
  };
}

function refuse(result: Exclude<KeyResult, { kind: 'key' }>): void {
  if (result.kind === 'lost') {
    link.value = { kind: 'lost' };
    setTimeout(() => void connect(), LONGEST_PAUSE_MS);
  } else link.value = { kind: 'refused', reason: result.reason, asksPassword: result.asksPassword };
}

export function send(request: PageRequest): void {
  if (socket?.readyState === WebSocket.OPEN) socket.send(JSON.stringify(request));
}

/** @returns what has to be waited for before more may come */
function takeFrame({ run, seq, messages }: PageFrame): readonly Promise<void>[] {
  position = { run, seq };
  link.value = { kind: 'live' };
  return messages.flatMap((message) => take(message) ?? []);
}

function take(message: PageMessage): Promise<void> | undefined {
  if (message.type === 'state' || message.type === 'patch') {
    // What comes over the wire has the shape that the types say: both ends are of one build.
    received = message.type === 'state' ? message.state : (patchPage(received, message.patch) as PageSubject);
    draw();
    return undefined;
  }
  return channels.get(message.channel)?.take(message);
}

/** Once a frame of the screen, however many changes come. */
function draw(): void {
  if (isDrawing) return;
  isDrawing = true;
  afterFrame(() => {
    isDrawing = false;
    if (received && 'projects' in received) overview.value = received;
    else pageState.value = received;
  });
}

/** A page that nobody sees draws no frames. */
export function afterFrame(run: () => void): void {
  if (document.hidden) setTimeout(run, 100);
  else requestAnimationFrame(run);
}
