import type { PageLogLine } from '../../model/page-log.ts';
import type { PageMessage } from '../../model/page-messages.ts';
import { FRAME_CHARACTERS, FrameDraft } from './frame-draft.ts';
import type { FeedPosition, PageFeed } from './state-feed.ts';

/** A page draws no more often. */
const FLUSH_MS = 16;
/** So much may be on its way to a page: above it, nothing more is read for it. */
const CREDIT = 1024 * 1024;
/** Whoever has much to say waits for room. What is said without waiting is little, and gathers only for a page that takes nothing. */
const MOST_WAITING = 8 * 1024 * 1024;

/** The page takes nothing; it says that it took what was never sent; or something failed here. */
export type OutboxFailure = 'slow' | 'untrue' | 'broken';

export interface OutboxOptions {
  readonly feed: PageFeed;
  /** Where the page stands. Absent: it has nothing yet. */
  readonly from?: FeedPosition;
  /** @param written has to be called when the frame is out of this process, or never will be */
  readonly send: (frame: string, written: () => void) => void;
  /** Called once, at most: from then on nothing is sent. */
  readonly onFailure: (failure: OutboxFailure) => void;
}

/** What waits to be sent, and about how many characters it takes. */
interface Waiting {
  readonly message: PageMessage;
  characters: number;
}

/**
 * What goes to one page, in frames of 64 KB and at most one message more. At most one frame in 16 milliseconds, unless it is full: after a
 * silence, a message goes at once. The page says how much it has taken in; while more than a megabyte is on its way, or in the buffer of
 * the connection, the state waits (the page then gets what has changed in one piece), and whoever writes logs waits too.
 *
 * Nothing here fails for its callers.
 */
export class Outbox {
  readonly #options: OutboxOptions;
  readonly #endFeed: () => void;
  #position: FeedPosition | undefined;
  #waiting: Waiting[] = [];
  #waitingCharacters = 0;
  /** The last message, while it takes more lines. */
  #lines: { readonly channel: number; readonly lines: PageLogLine[]; readonly of: Waiting } | undefined;
  #untaken = 0;
  /** Whatever the page says, this has not left the process. */
  #unwritten = 0;
  #timer: NodeJS.Timeout | undefined;
  #lastFlush = 0;
  #whenRoom: Signal | undefined;
  /** A page that has missed nothing is told that, too. */
  #isNew = true;
  #isClosed = false;

  constructor(options: OutboxOptions) {
    this.#options = options;
    this.#position = options.from;
    this.#endFeed = options.feed.onChange(() => this.#schedule());
    this.#flush();
  }

  /** @returns a promise when there is no room for more: it resolves when there is */
  lines(channel: number, line: PageLogLine): Promise<void> | undefined {
    const characters = charactersOf(line);
    const last = this.#lines;
    if (last?.channel === channel && last.of.characters < FRAME_CHARACTERS) {
      last.lines.push(line);
      last.of.characters += characters;
    } else {
      const lines = [line];
      const of: Waiting = { message: { type: 'log', channel, lines }, characters };
      this.#lines = { channel, lines, of };
      this.#waiting.push(of);
    }
    this.#count(characters);
    return this.room();
  }

  /** @param characters about as many as it takes @returns as `lines` */
  add(message: PageMessage, characters = 100): Promise<void> | undefined {
    this.#lines = undefined;
    this.#waiting.push({ message, characters });
    this.#count(characters);
    return this.room();
  }

  /** @returns as `lines` */
  room(): Promise<void> | undefined {
    if (this.#isClosed || this.#hasRoom()) return undefined;
    this.#whenRoom ??= signal();
    return this.#whenRoom.promise;
  }

  /** The page has taken in so many characters. */
  taken(size: number): void {
    if (this.#isClosed) return;
    if (size > this.#untaken) this.#fail('untrue');
    else {
      this.#untaken -= size;
      this.#goOn();
    }
  }

  close(): void {
    this.#isClosed = true;
    this.#endFeed();
    clearTimeout(this.#timer);
    this.#waiting = [];
    this.#lines = undefined;
    this.#whenRoom?.resolve();
  }

  #hasRoom(): boolean {
    return this.#untaken < CREDIT && this.#unwritten < CREDIT;
  }

  #count(characters: number): void {
    this.#waitingCharacters += characters;
    if (this.#waitingCharacters >= FRAME_CHARACTERS) this.#flush();
    else this.#schedule();
    if (this.#waitingCharacters > MOST_WAITING) this.#fail('slow');
  }

  #goOn(): void {
    if (!this.#hasRoom()) return;
    this.#whenRoom?.resolve();
    this.#whenRoom = undefined;
    if (this.#hasMore()) this.#schedule();
  }

  #schedule(): void {
    if (this.#isClosed) return;
    const pause = Math.max(0, this.#lastFlush + FLUSH_MS - performance.now());
    this.#timer ??= setTimeout(() => this.#flush(), pause);
  }

  #hasMore(): boolean {
    return this.#isNew || this.#waiting.length > 0 || this.#isBehind();
  }

  #isBehind(): boolean {
    const { run, seq } = this.#options.feed;
    return this.#position?.run !== run || this.#position.seq !== seq;
  }

  #flush(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    if (this.#isClosed) return;
    this.#lastFlush = performance.now();
    try {
      while (this.#hasRoom() && this.#hasMore()) this.#sendFrame();
    } catch {
      this.#fail('broken');
    }
  }

  #sendFrame(): void {
    const { feed, send } = this.#options;
    this.#isNew = false;
    const frame = new FrameDraft();
    const changes = this.#isBehind() ? feed.since(this.#position) : [];
    let left = changes.length;
    for (const change of changes) {
      if (frame.isFull) break;
      frame.add(change);
      left--;
    }
    // Each change has a number: this is that of the last one in the frame.
    this.#position = { run: feed.run, seq: feed.seq - left };
    if (left === 0) this.#fill(frame);
    const text = frame.text(this.#position);
    this.#untaken += text.length;
    this.#unwritten += text.length;
    send(text, () => {
      this.#unwritten -= text.length;
      this.#goOn();
    });
  }

  #fill(frame: FrameDraft): void {
    let count = 0;
    for (const { message, characters } of this.#waiting) {
      if (frame.isFull) break;
      frame.add(message);
      this.#waitingCharacters -= characters;
      count++;
    }
    this.#waiting.splice(0, count);
    if (this.#waiting.length === 0) this.#lines = undefined;
  }

  #fail(failure: OutboxFailure): void {
    if (this.#isClosed) return;
    this.close();
    this.#options.onFailure(failure);
  }
}

/** About what a line takes, with its name and its time. */
export const charactersOf = ([, , , text]: PageLogLine): number => text.length + 60;

interface Signal {
  readonly promise: Promise<void>;
  readonly resolve: () => void;
}

function signal(): Signal {
  let resolve = (): void => {};
  const promise = new Promise<void>((done) => {
    resolve = done;
  });
  return { promise, resolve };
}
