import { effect } from '@preact/signals';
import { Component, type JSX } from 'preact';
import type { PageLogLine } from '../../model/page-log.ts';
import { afterFrame } from '../connection.ts';
import { linkedLine, logServices } from '../store.ts';
import { copyEvent, copyLines } from './copy-lines.ts';
import { FullLine } from './full-line.tsx';
import { asked, isFollowing, type LogAsk, toEnd } from './log-actions.ts';
import { LogBar } from './log-bar.tsx';
import { nameOfLine, readLineName } from './log-link.ts';
import { LogList, type LogTarget } from './log-list.tsx';
import { queryOf, typedQuery } from './log-query.ts';
import { type LogRow, type LogRows, linesOf } from './log-rows.ts';
import { LogSession } from './log-session.ts';
import { searchWords } from './search-words.ts';

/** Somebody types. */
const TYPING_MS = 150;

interface State {
  readonly version: number;
  /** Shows the whole log: numbers of lines are those of the server. Before that, the last lines as they come. */
  readonly isWhole: boolean;
  readonly target: LogTarget | undefined;
  readonly cursor: number | undefined;
  /** Where a choice of several lines began. */
  readonly anchor: number | undefined;
  readonly opened: LogRow | undefined;
  readonly hit: number;
}

const EMPTY: State = {
  version: 0,
  isWhole: false,
  target: undefined,
  cursor: undefined,
  anchor: undefined,
  opened: undefined,
  hit: -1,
};

/** The logs of some services or of all: the last lines as they come, and all others once somebody scrolls there, searches, or has a link. */
export class LogView extends Component<object, State> {
  override state = EMPTY;
  #services = logServices.peek();
  #session = new LogSession(this.#services, () => this.#changed());
  #list: LogList | undefined;
  #isDue = false;
  #isMoving = false;
  #typing = 0;
  #close: (() => void)[] = [];

  override componentDidMount(): void {
    this.#close = [
      effect(() => {
        if (logServices.value !== this.#services) this.#openSession(logServices.value);
      }),
      effect(() => {
        const query = queryOf(typedQuery.value);
        clearTimeout(this.#typing);
        this.#typing = setTimeout(() => this.#search(query), TYPING_MS);
      }),
      effect(() => {
        if (asked.value !== undefined) void this.#obey(asked.value);
        asked.value = undefined;
      }),
      effect(() => {
        const line = readLineName(linkedLine.value);
        if (line && linkedLine.value !== this.#openedName()) void this.#goToLine(line);
      }),
    ];
  }

  override componentWillUnmount(): void {
    clearTimeout(this.#typing);
    for (const close of this.#close) close();
    this.#session.close();
  }

  override render(): JSX.Element {
    const { version, target, cursor, opened, hit } = this.state;
    const { error, found, isReady, isWhole, isWholeAsked, whole } = this.#session;
    const isReading = isWholeAsked && !isWhole;
    return (
      <section class="logs" aria-label="Logs">
        <LogBar says={searchWords(found, hit)} onCopy={() => void this.#copy()} />
        <LogList
          onMount={(list) => {
            this.#list = list;
          }}
          rows={this.#rows()}
          version={version}
          target={target}
          cursor={cursor}
          chosen={this.#chosen()}
          empty={this.#isFiltered() ? 'no line matches' : isReady ? 'nothing was written yet' : 'reading …'}
          onMove={(index, extend) => this.#move(index, extend)}
          onOpen={(index) => this.#openRow(index)}
          onTop={() => this.#session.readWhole()}
          onCopy={(event) => copyEvent(event, this.#chosenLines())}
        />
        {!isFollowing.value && (
          <button type="button" class="resume" onClick={toEnd}>
            ↓ paused: follow again (f)
          </button>
        )}
        {isReading && (
          <p class="muted">reading all of the log: {whole.end.toLocaleString('en')} lines so far</p>
        )}
        {error !== undefined && <p class="warn">▲ {error}</p>}
        {opened && (
          <FullLine
            line={opened.line}
            inContext={this.#isFiltered() ? () => this.#showInContext(opened.number) : undefined}
            close={() => this.#closeRow()}
          />
        )}
      </section>
    );
  }

  #openSession(services: readonly string[]): void {
    this.#services = services;
    this.#session.close();
    this.#session = new LogSession(services, () => this.#changed());
    this.setState(EMPTY);
    this.#session.search(queryOf(typedQuery.peek()));
    const line = readLineName(linkedLine.peek());
    if (line) void this.#goToLine(line);
  }

  #changed(): void {
    if (this.#session.isWhole && !this.state.isWhole) void this.#showWhole();
    this.#redraw();
  }

  #redraw(): void {
    if (this.#isDue) return;
    this.#isDue = true;
    afterFrame(() => {
      this.#isDue = false;
      this.setState(({ version }) => ({ version: version + 1 }));
    });
  }

  #isFiltered(): boolean {
    return typedQuery.value.onlyHits && this.#session.found !== undefined;
  }

  #rows(): LogRows {
    const { recent, whole, hits } = this.#session;
    if (this.#isFiltered()) return hits;
    return this.state.isWhole ? whole : recent;
  }

  /** The line that was on top is on top again, though it has another number. */
  async #showWhole(): Promise<void> {
    if (this.#isMoving) return;
    this.#isMoving = true;
    const session = this.#session;
    const top = isFollowing.peek() || this.#isFiltered() ? undefined : this.#list?.topIndex;
    const line = top === undefined ? undefined : session.recent.row(top)?.line;
    const number = line && (await session.numberOf(line));
    this.#isMoving = false;
    if (session !== this.#session || this.state.isWhole) return;
    this.#goTo(number, 'top', { cursor: undefined, anchor: undefined });
  }

  /** @param number of the whole log; undefined: it stays where it is */
  #goTo(number: number | undefined, at: LogTarget['at'], more: Partial<State> = {}): void {
    this.setState({
      isWhole: true,
      ...(number !== undefined && { target: { index: number, at } }),
      ...more,
    });
  }

  #search(query: ReturnType<typeof queryOf>): void {
    this.setState({ hit: -1 });
    this.#session.search(query);
  }

  async #obey(ask: LogAsk): Promise<void> {
    if (ask === 'copy') await this.#copy();
    else if (ask === 'context' && this.state.opened) this.#showInContext(this.state.opened.number);
    else if (ask === 'start') this.#goToStart();
    else if (ask === 'next') await this.#goToHit(1);
    else if (ask === 'previous') await this.#goToHit(-1);
    else this.#redraw();
  }

  #goToStart(): void {
    const { whole } = this.#session;
    this.#session.readWhole();
    if (this.#isFiltered()) this.setState({ target: { index: 0, at: 'top' } });
    else this.#goTo(whole.first, 'top', { cursor: undefined, anchor: undefined });
  }

  async #goToHit(by: 1 | -1): Promise<void> {
    const session = this.#session;
    const count = session.found?.listed ?? 0;
    if (count === 0) return;
    const hit = (Math.max(this.state.hit, by > 0 ? -1 : 0) + by + count) % count;
    if (this.#isFiltered()) {
      this.setState({ hit, cursor: hit, anchor: undefined, target: { index: hit, at: 'middle' } });
      return;
    }
    const number = await session.numberOfHit(hit);
    if (session !== this.#session || number === undefined) return;
    this.#goTo(number, 'middle', { hit, cursor: number, anchor: undefined });
  }

  /** Where a link leads: the log has to be read first, to know where it is. */
  async #goToLine([label, time]: readonly [label: string, time: string]): Promise<void> {
    const session = this.#session;
    isFollowing.value = false;
    session.readWhole();
    const number = await session.numberOnceRead([label, time]);
    if (session !== this.#session) return;
    if (number === undefined) {
      session.error = `the log has no line of ${label} at ${time}`;
      return this.#redraw();
    }
    const [line] = await session.lines('lines', number, 1);
    const opened = line && { number, line, isHit: false };
    this.#goTo(number, 'middle', { cursor: number, anchor: undefined, opened });
  }

  #move(index: number, extend: boolean): void {
    isFollowing.value = false;
    this.setState(({ cursor, anchor }) => ({
      cursor: index,
      anchor: extend ? (anchor ?? cursor ?? index) : undefined,
      target: { index, at: 'near' },
    }));
  }

  /** A row has the beginning of its line; the line is asked for. */
  #openRow(index: number): void {
    const row = this.#rows().row(index);
    if (!row) return;
    this.setState({ cursor: index, anchor: undefined, opened: row });
    linkedLine.value = nameOfLine(row.line);
    if (this.#rows() === this.#session.recent) return;
    void this.#session.lines('lines', row.number, 1).then(([line]) => {
      if (line && this.state.opened === row) this.setState({ opened: { ...row, line } });
    });
  }

  #closeRow(): void {
    this.setState({ opened: undefined });
    linkedLine.value = '';
  }

  #openedName(): string {
    const { opened } = this.state;
    return opened ? nameOfLine(opened.line) : '';
  }

  #showInContext(number: number): void {
    typedQuery.value = { ...typedQuery.value, onlyHits: false };
    isFollowing.value = false;
    this.#goTo(number, 'middle', { cursor: number, anchor: undefined });
  }

  #chosen(): readonly [from: number, to: number] | undefined {
    const { cursor, anchor } = this.state;
    if (cursor === undefined || anchor === undefined) return undefined;
    return [Math.min(cursor, anchor), Math.max(cursor, anchor)];
  }

  /** Those of the rows that have come. */
  #chosenLines(): readonly PageLogLine[] {
    const [from, to] = this.#chosen() ?? [0, -1];
    return linesOf(this.#rows(), from, to - from + 1);
  }

  /** What is chosen; or all hits, where only these are shown; or what one sees. */
  async #copy(): Promise<void> {
    const rows = this.#rows();
    const { recent, hits } = this.#session;
    const [from, to] = this.#chosen() ?? (rows === hits ? [0, hits.end - 1] : (this.#list?.shown ?? [0, -1]));
    const read = (amount: number): Promise<readonly PageLogLine[]> | readonly PageLogLine[] =>
      rows === recent
        ? linesOf(recent, from, amount)
        : this.#session.lines(rows === hits ? 'hits' : 'lines', from, amount);
    await copyLines(read, to - from + 1);
  }
}
