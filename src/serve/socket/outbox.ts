import type { PageLogLine } from '../../model/page-log.ts';
import type { PageFrame, PageMessage } from '../../model/page-messages.ts';
import type { FeedPosition, PageFeed } from './state-feed.ts';

/** A page draws no more often. */
const FLUSH_MS = 16;
const FLUSH_CHARACTERS = 64 * 1024;
/** So much may be on its way to a page: above it, nothing more is read for it. */
const CREDIT = 1024 * 1024;

export interface OutboxOptions {
  readonly feed: PageFeed;
  /** Where the page stands. Absent: it has nothing yet. */
  readonly from?: FeedPosition;
  readonly send: (frame: string) => void;
}

/**
 * What goes to one page. At most one frame in 16 milliseconds, unless it has 64 KB: after a silence, a message goes at once. The page says how much it has taken in; while
 * more than a megabyte is on its way, the state waits (the page then gets what has changed in one piece), and whoever writes logs waits too.
 */
export class Outbox {
  readonly #options: OutboxOptions;
  readonly #endFeed: () => void;
  #position: FeedPosition | undefined;
  #messages: PageMessage[] = [];
  /** The last message, while it takes more lines. */
  #lines: { readonly channel: number; readonly lines: PageLogLine[] } | undefined;
  #characters = 0;
  #underway = 0;
  #timer: NodeJS.Timeout | undefined;
  #lastFlush = 0;
  #waiting: Waiting | undefined;
  #isClosed = false;

  constructor(options: OutboxOptions) {
    this.#options = options;
    this.#position = options.from;
    this.#endFeed = options.feed.onChange(() => this.#schedule());
    this.#flush();
  }

  /** @returns a promise when there is no room for more: it resolves when there is */
  lines(channel: number, line: PageLogLine): Promise<void> | undefined {
    if (this.#lines?.channel === channel) this.#lines.lines.push(line);
    else {
      const lines = [line];
      this.#lines = { channel, lines };
      this.#messages.push({ type: 'log', channel, lines });
    }
    this.#count(line[3].length + 60);
    return this.#room();
  }

  /** @param characters about as many as it takes @returns as `lines` */
  add(message: PageMessage, characters = 100): Promise<void> | undefined {
    this.#lines = undefined;
    this.#messages.push(message);
    this.#count(characters);
    return this.#room();
  }

  /** The page has taken in so many characters. */
  taken(size: number): void {
    this.#underway = Math.max(0, this.#underway - size);
    if (this.#underway >= CREDIT) return;
    this.#waiting?.resolve();
    this.#waiting = undefined;
    if (this.#messages.length > 0 || this.#isBehind()) this.#schedule();
  }

  close(): void {
    this.#isClosed = true;
    this.#endFeed();
    clearTimeout(this.#timer);
    this.#waiting?.resolve();
  }

  #count(characters: number): void {
    this.#characters += characters;
    if (this.#characters >= FLUSH_CHARACTERS) this.#flush();
    else this.#schedule();
  }

  #schedule(): void {
    if (this.#isClosed) return;
    const pause = Math.max(0, this.#lastFlush + FLUSH_MS - performance.now());
    this.#timer ??= setTimeout(() => this.#flush(), pause);
  }

  #isBehind(): boolean {
    const { run, seq } = this.#options.feed;
    return this.#position?.run !== run || this.#position.seq !== seq;
  }

  #flush(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    if (this.#isClosed || this.#underway >= CREDIT) return;
    this.#lastFlush = performance.now();
    const { feed, send } = this.#options;
    const changes = this.#isBehind() ? feed.since(this.#position) : [];
    this.#position = { run: feed.run, seq: feed.seq };
    const messages = [...changes, ...this.#messages];
    this.#messages = [];
    this.#lines = undefined;
    this.#characters = 0;
    const frame: PageFrame = { ...this.#position, messages };
    const text = JSON.stringify(frame);
    this.#underway += text.length;
    send(text);
  }

  #room(): Promise<void> | undefined {
    if (this.#isClosed || this.#underway < CREDIT) return undefined;
    this.#waiting ??= waiting();
    return this.#waiting.promise;
  }
}

interface Waiting {
  readonly promise: Promise<void>;
  readonly resolve: () => void;
}

function waiting(): Waiting {
  let resolve = (): void => {};
  const promise = new Promise<void>((done) => {
    resolve = done;
  });
  return { promise, resolve };
}
