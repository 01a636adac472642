import type { PageLogLine, PageLogMessage, PageLogQuery } from '../../model/page-log.ts';
import type { PageMessage } from '../../model/page-messages.ts';
import { openChannel, send } from '../connection.ts';
import type { LogRow } from './log-rows.ts';
import { RecentRows } from './recent-rows.ts';
import { RemoteRows } from './remote-rows.ts';

const TAIL = 2000;

type MessageOf<T extends PageLogMessage['type']> = Extract<PageLogMessage, { type: T }>;
type Found = Omit<MessageOf<'log-found'>, 'type' | 'channel' | 'search'>;
type Answer = MessageOf<'log-lines' | 'log-hits' | 'log-place'>;
type LineName = readonly [label: string, time: string, ...unknown[]];
type Of = 'lines' | 'hits';

const NOT_FOUND: Found = { count: 0, looked: 0, isDone: false, listed: 0 };

/** A log that is open at the server: its last lines, and, once it was asked for, all of it. */
export class LogSession {
  readonly recent = new RecentRows();
  readonly whole = new RemoteRows((from, count) => this.#fetch('lines', from, count));
  readonly hits = new RemoteRows((from, count) => this.#fetch('hits', from, count));
  readonly #onChange: () => void;
  readonly #open: ReturnType<typeof openChannel>;
  readonly #waiting = new Map<number, (answer: Answer) => void>();
  readonly #whenWhole: (() => void)[] = [];
  #asked = 0;
  #search = 0;
  #query: PageLogQuery | undefined;
  /** Of the search that goes on. */
  found: Found | undefined;
  /** All that was written before the log was opened has come: to `recent`, and to `whole`. */
  isReady = false;
  isWhole = false;
  isWholeAsked = false;
  error: string | undefined;

  /** @param onChange called for each message */
  constructor(services: readonly string[], onChange: () => void) {
    this.#onChange = onChange;
    this.#open = openChannel({
      ask: (channel) => ({ type: 'open-log', channel, services, tail: TAIL }),
      take: (message) => this.#take(message),
      reset: () => this.#reset(),
    });
  }

  get #channel(): number {
    return this.#open.channel;
  }

  close(): void {
    this.#open.close();
  }

  /** From now on the server reads all of it. */
  readWhole(): void {
    if (this.isWholeAsked) return;
    this.isWholeAsked = true;
    this.#fetch('lines', 0, 1);
  }

  /** @param query undefined: nothing is looked for any more */
  search(query: PageLogQuery | undefined): void {
    if (query === undefined && this.#query === undefined) return;
    this.#query = query;
    this.#search++;
    this.hits.clear();
    this.found = query && NOT_FOUND;
    if (query) this.readWhole();
    send({ type: 'search-log', channel: this.#channel, search: this.#search, ...(query && { query }) });
    this.whole.renew();
    this.#onChange();
  }

  /** The number of the line in the whole log; undefined: it is not there. */
  async numberOf([label, time]: LineName): Promise<number | undefined> {
    const answer = await this.#ask((ask) =>
      send({ type: 'find-line', channel: this.#channel, ask, label, time }),
    );
    return answer.type === 'log-place' ? answer.number : undefined;
  }

  /** The same when all that was written before has been read. */
  async numberOnceRead(line: LineName): Promise<number | undefined> {
    if (!this.isWhole) await new Promise<void>((resolve) => this.#whenWhole.push(resolve));
    return this.numberOf(line);
  }

  /** The line that a hit is, in the whole log. */
  async numberOfHit(hit: number): Promise<number | undefined> {
    const known = this.hits.row(hit);
    if (known) return known.number;
    const answer = await this.#read('hits', hit, 1);
    return answer.type === 'log-hits' ? answer.numbers[0] : undefined;
  }

  /** To be copied: more than are shown, and than one answer has. One alone comes whole. */
  async lines(of: Of, from: number, count: number): Promise<readonly PageLogLine[]> {
    const lines: PageLogLine[] = [];
    while (lines.length < count) {
      const answer = await this.#read(of, from + lines.length, count - lines.length);
      if (!('lines' in answer) || answer.lines.length === 0) break;
      lines.push(...answer.lines);
    }
    return lines;
  }

  #fetch(of: Of, from: number, count: number): void {
    void this.#read(of, from, count).then((answer) => {
      if (answer.type === 'log-lines') this.whole.take(answer.from, rowsOf(answer));
      else if (answer.type === 'log-hits') this.hits.take(answer.from, hitsOf(answer));
      this.#onChange();
    });
  }

  #read(of: Of, from: number, count: number): Promise<Answer> {
    return this.#ask((ask) => send({ type: 'read-log', channel: this.#channel, ask, of, from, count }));
  }

  #ask(send: (ask: number) => void): Promise<Answer> {
    this.#asked++;
    const ask = this.#asked;
    return new Promise((resolve) => {
      this.#waiting.set(ask, resolve);
      send(ask);
    });
  }

  #take(message: PageMessage): undefined {
    if (!('channel' in message)) return;
    switch (message.type) {
      case 'log':
        this.recent.add(message.lines);
        break;
      case 'log-ready':
        this.isReady = true;
        break;
      case 'log-skipped':
        this.recent.add([leftOut(message.lines)]);
        break;
      case 'log-ended':
        this.error = message.error ?? 'the log has ended';
        break;
      case 'log-size':
        this.whole.resize(message.first, message.end);
        this.isWhole = message.isWhole;
        if (message.error !== undefined) this.error = message.error;
        if (message.isWhole) for (const resolve of this.#whenWhole.splice(0)) resolve();
        break;
      case 'log-found':
        this.#takeFound(message);
        break;
      case 'log-lines':
      case 'log-hits':
      case 'log-place':
        this.#waiting.get(message.ask)?.(message);
        this.#waiting.delete(message.ask);
    }
    this.#onChange();
  }

  #takeFound(found: MessageOf<'log-found'>): void {
    if (found.search !== this.#search) return;
    // Which lines are hits is told with the lines.
    if (found.count !== this.found?.count) this.whole.renew();
    this.found = found;
    this.hits.resize(0, found.listed);
  }

  /** The connection is new: the server knows nothing of what was asked. */
  #reset(): boolean {
    this.recent.clear();
    this.whole.clear();
    this.hits.clear();
    this.#waiting.clear();
    this.isReady = false;
    this.isWhole = false;
    const query = this.#query;
    const wasAsked = this.isWholeAsked;
    this.isWholeAsked = false;
    this.#query = undefined;
    queueMicrotask(() => {
      if (wasAsked) this.readWhole();
      if (query) this.search(query);
    });
    this.#onChange();
    return true;
  }
}

const rowsOf = ({ from, lines, hits }: MessageOf<'log-lines'>): readonly LogRow[] => {
  const found = new Set(hits);
  return lines.map((line, offset) => ({ number: from + offset, line, isHit: found.has(from + offset) }));
};

const hitsOf = ({ numbers, lines }: MessageOf<'log-hits'>): readonly LogRow[] =>
  lines.map((line, offset) => ({ number: numbers[offset] ?? 0, line, isHit: false }));

const leftOut = (amount: number): PageLogLine => [
  '',
  '',
  'end',
  `${amount} lines came too fast for this page, and are left out here`,
];
