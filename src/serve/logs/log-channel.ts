import type { PageLogLine, PageLogMessage, PageLogQuery, PageLogRequest } from '../../model/page-log.ts';
import type { HistoryUse, LogHistories } from './log-histories.ts';
import type { LogHistory } from './log-history.ts';
import { isEmpty, lineMatcher } from './log-query.ts';
import { LogSearch } from './log-search.ts';
import { LogTail, type LogTailOptions } from './log-tail.ts';
import type { SpoolBlock } from './spool-block.ts';

/** Of each of several lines; one alone comes whole. No screen shows more in a row. */
const LONGEST_ROW = 4000;
/** A page that asks for more at once than it shows is none of ours. */
const MOST_ASKED = 64;
const TELL_MS = 100;

interface LogChannelOptions extends LogTailOptions {
  readonly histories: LogHistories;
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
  /** What the page asked for is answered one by one, as it has room. */
  #answers: Promise<unknown> = Promise.resolve();
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
      void this.#search(history, request.search, request.query);
      return true;
    }
    this.#asked++;
    this.#answers = this.#answers
      .then(() => this.#answer(history, request))
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
    const { channel } = this.#options;
    const { ask } = request;
    if (request.type === 'find-line') {
      const number = await history.spool.find(request.label, request.time);
      return this.#send({ type: 'log-place', channel, ask, ...(number !== undefined && { number }) });
    }
    const { of, from, count } = request;
    if (of === 'hits') return this.#sendHits(history, request);
    const { first, lines } = await history.spool.read(from, count);
    const hits = this.#running?.between(first, first + lines.length) ?? [];
    await this.#send({ type: 'log-lines', channel, ask, from: first, lines: asRows(lines), hits });
  }

  async #sendHits({ spool }: LogHistory, { ask, from, count }: ReadRequest): Promise<void> {
    const numbers = this.#running?.hits.slice(from, from + count) ?? [];
    const lines: PageLogLine[] = [];
    let block: SpoolBlock | undefined;
    for (const number of numbers) {
      // Several are often in one block.
      if (!block || number >= block.first + block.lines.length) block = await spool.block(number);
      lines.push(block?.lines[number - block.first] ?? GONE);
    }
    const { channel } = this.#options;
    await this.#send({ type: 'log-hits', channel, ask, from, numbers, lines: asRows(lines) });
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
      moreLines: () => history.nextChange(),
    });
    this.#running = run;
    await run.run(stop.signal).catch(() => {}); // the log was closed meanwhile
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

  async #send(message: PageLogMessage): Promise<void> {
    if (this.#isClosed) return;
    const characters =
      'lines' in message ? message.lines.reduce((sum, line) => sum + line[3].length + 60, 0) : 100;
    await this.#options.add(message, characters);
  }
}

const isDone = ({ spool, isWhole }: LogHistory, { next }: LogSearch): boolean => isWhole && next >= spool.end;

/** A hit whose line is not kept any more. */
const GONE: PageLogLine = ['', '', 'end', 'this line is not kept any more'];

const asRows = (lines: readonly PageLogLine[]): readonly PageLogLine[] =>
  lines.length < 2
    ? lines
    : lines.map((line) => {
        const [label, time, stream, text] = line;
        return text.length <= LONGEST_ROW ? line : [label, time, stream, text.slice(0, LONGEST_ROW)];
      });
