import type { PageLogMessage, PageLogQuery, PageLogRequest } from '../../model/page-log.ts';
import { charactersOf } from '../socket/outbox.ts';
import { answerLines } from './answer-lines.ts';
import type { HistoryUse, LogHistories } from './log-histories.ts';
import type { LogHistory } from './log-history.ts';
import { isEmpty, lineMatcher } from './log-query.ts';
import { LogSearch } from './log-search.ts';
import { LogTail, type LogTailOptions } from './log-tail.ts';

/** A page that asks for more at once than it shows is none of ours. */
const MOST_ASKED = 64;
const TELL_MS = 100;

interface LogChannelOptions extends LogTailOptions {
  readonly histories: LogHistories;
  /** Answers one question, after those before it, of this log and of all others that the page has open. */
  readonly inTurn: (answer: () => Promise<void>) => Promise<void>;
}

type ReadRequest = Extract<PageLogRequest, { type: 'read-log' }>;

/**
 * What one page has open of a log. It gets the last lines and those that come, until it asks for others: then the whole log is read, and the
 * page asks for what it shows of it.
 */
export class LogChannel {
  readonly #options: LogChannelOptions;
  readonly #tail: LogTail;
  #use: HistoryUse | undefined;
  #endListening: (() => void) | undefined;
  #stopSearch: AbortController | undefined;
  #running: LogSearch | undefined;
  #asked = 0;
  #isClosed = false;

  constructor(options: LogChannelOptions) {
    this.#options = options;
    this.#tail = new LogTail(options);
  }

  /** @returns false: no page of ours asks for so much */
  handle(request: PageLogRequest): boolean {
    if (this.#asked >= MOST_ASKED) return false;
    const history = this.#history();
    if (request.type === 'search-log') {
      // A log that was closed meanwhile is not searched.
      this.#search(history, request.search, request.query).catch(() => {});
      return true;
    }
    this.#asked++;
    void this.#options
      .inTurn(() => this.#answer(history, request))
      .catch(() => {}) // the log was closed meanwhile
      .finally(() => this.#asked--);
    return true;
  }

  close(): void {
    this.#isClosed = true;
    this.#tail.close();
    this.#stopSearch?.abort();
    this.#endListening?.();
    this.#use?.release();
  }

  #history(): LogHistory {
    if (!this.#use) {
      const { histories, services } = this.#options;
      this.#use = histories.use(services);
      const { history } = this.#use;
      this.#endListening = history.onChange(() => this.#tellSize(history));
      this.#tellSize(history);
    }
    return this.#use.history;
  }

  #tellSize({ spool: { first, end }, isWhole, error }: LogHistory): void {
    const { channel, add } = this.#options;
    add({ type: 'log-size', channel, first, end, isWhole, ...(error !== undefined && { error }) });
    // From now on the page has the whole log to ask for.
    if (isWhole) this.#tail.close();
  }

  async #answer(
    history: LogHistory,
    request: Exclude<PageLogRequest, { type: 'search-log' }>,
  ): Promise<void> {
    if (this.#isClosed) return;
    const { channel } = this.#options;
    const { ask } = request;
    if (request.type === 'find-line') {
      const number = await history.spool.find(request.label, request.time);
      return this.#send({ type: 'log-place', channel, ask, ...(number !== undefined && { number }) });
    }
    const { of, from, count } = request;
    if (of === 'hits') return this.#sendHits(history, request);
    const { spool } = history;
    const first = Math.max(from, spool.first);
    const lines = await answerLines(spool, numbersBetween(first, Math.min(from + count, spool.end)));
    const hits = this.#running?.between(first, first + lines.length) ?? [];
    this.#send({ type: 'log-lines', channel, ask, from: first, lines, hits });
  }

  async #sendHits({ spool }: LogHistory, { ask, from, count }: ReadRequest): Promise<void> {
    const found = this.#running?.hits.slice(from, from + count) ?? [];
    const lines = await answerLines(spool, found);
    const { channel } = this.#options;
    this.#send({ type: 'log-hits', channel, ask, from, numbers: found.slice(0, lines.length), lines });
  }

  async #search(history: LogHistory, search: number, query: PageLogQuery | undefined): Promise<void> {
    this.#stopSearch?.abort();
    this.#running = undefined;
    const stop = new AbortController();
    this.#stopSearch = stop;
    if (!query || isEmpty(query)) return;
    const { channel } = this.#options;
    const matches = await lineMatcher(query);
    if (stop.signal.aborted || this.#isClosed) return;
    if (typeof matches !== 'function') {
      const none = { count: 0, looked: 0, isDone: true, listed: 0 };
      this.#options.add({ type: 'log-found', channel, search, ...none, problem: matches.reason });
      return;
    }
    const { spool } = history;
    const from = query.from === undefined ? spool.first : spool.firstSince(query.from);
    let told = { at: 0, count: 0 };
    const run = new LogSearch({
      spool,
      matches,
      from,
      onProgress: () => {
        const { count } = run;
        // The first hits at once, the others as often as one can read a number.
        const isSoon = performance.now() - told.at < TELL_MS && (told.count > 0 || count === 0);
        if (isSoon && !isDone(history, run)) return;
        told = { at: performance.now(), count };
        this.#tellFound(history, search, run);
      },
      moreLines: () => history.nextChange(stop.signal),
    });
    this.#running = run;
    await run.run(stop.signal);
  }

  #tellFound(history: LogHistory, search: number, run: LogSearch): void {
    const { channel } = this.#options;
    const { count, next, hits } = run;
    this.#options.add({
      type: 'log-found',
      channel,
      search,
      count,
      looked: Math.max(0, next - history.spool.first),
      isDone: isDone(history, run),
      listed: hits.length,
    });
  }

  /** Whether there is room was asked before. */
  #send(message: PageLogMessage): void {
    if (this.#isClosed) return;
    const characters =
      'lines' in message ? message.lines.reduce((sum, line) => sum + charactersOf(line), 0) : 100;
    void this.#options.add(message, characters);
  }
}

const isDone = ({ spool, isWhole }: LogHistory, { next }: LogSearch): boolean => isWhole && next >= spool.end;

const numbersBetween = (first: number, end: number): readonly number[] =>
  Array.from({ length: Math.max(0, end - first) }, (_, offset) => first + offset);
