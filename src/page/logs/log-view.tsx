import { effect, signal } from '@preact/signals';
import { Component, type JSX } from 'preact';
import { type AnsiSpan, ansiSpans, plainText } from '../../model/page-ansi.ts';
import { LogBuffer, type LogQuery, matcherOf } from '../../model/page-log-buffer.ts';
import type { PageLogLine } from '../../model/page-messages.ts';
import { afterFrame, type LogSink, openLog } from '../connection.ts';
import { copy, logServices, pageState } from '../store.ts';
import { asked, isFollowing, toEnd } from './log-actions.ts';

/** Pixels. All rows are as high, so that any of a million can be found without a look at the others. */
const ROW = 18;
const SPARE_ROWS = 10;
const TAIL = 2000;
const query = signal<LogQuery>({ text: '', isExpression: false, onlyHits: false });

interface State {
  readonly version: number;
  readonly top: number;
  readonly height: number;
  readonly isReady: boolean;
  readonly skipped: number;
  readonly end: string | undefined;
  /** The position of the line that is shown in full. */
  readonly opened: number | undefined;
  readonly hit: number;
}

const EMPTY: State = {
  version: 0,
  top: 0,
  height: 600,
  isReady: false,
  skipped: 0,
  end: undefined,
  opened: undefined,
  hit: -1,
};

/**
 * The logs of some services or of all, as they come. Only the rows that one sees are in the document; scrolling up stops following, and
 * the rows stay where they are.
 */
export class LogView extends Component<object, State> {
  override state = EMPTY;
  readonly #buffer = new LogBuffer();
  #scroller: HTMLElement | null = null;
  #isDue = false;
  #close: (() => void)[] = [];
  #error: string | undefined;

  override componentDidMount(): void {
    let closeLog = (): void => {};
    this.#close = [
      effect(() => {
        const services = logServices.value;
        closeLog();
        this.#buffer.clear();
        this.setState(EMPTY);
        closeLog = openLog(services, TAIL, this.#sink());
      }),
      () => closeLog(),
      effect(() => {
        const matches = matcherOf(query.value);
        this.#error = matches instanceof Error ? matches.message : undefined;
        this.#buffer.search(matches instanceof Error ? undefined : matches);
        this.#redraw();
      }),
      effect(() => {
        if (asked.value !== undefined) this.#go(asked.value);
        asked.value = undefined;
      }),
    ];
    const resized = new ResizeObserver(() => this.#measure());
    if (this.#scroller) resized.observe(this.#scroller);
    this.#close.push(() => resized.disconnect());
  }

  override componentWillUnmount(): void {
    for (const close of this.#close) close();
  }

  override componentDidUpdate(): void {
    if (isFollowing.value && this.#scroller) this.#scroller.scrollTop = this.#scroller.scrollHeight;
  }

  override render(): JSX.Element {
    const { isReady, skipped, end, opened } = this.state;
    const line = opened === undefined ? undefined : this.#buffer.line(opened);
    return (
      <section class="logs" aria-label="Logs">
        <LogBar hits={this.#buffer.hits.length} hit={this.state.hit} error={this.#error} />
        <div
          class="lines"
          role="log"
          aria-live="off"
          aria-label="Lines of the logs"
          tabIndex={0}
          ref={(element) => {
            this.#scroller = element;
          }}
          onScroll={() => this.#onScroll()}
          onClick={(event) => this.#open(event.target)}
          onKeyDown={(event) => {
            if (event.key === 'Enter') this.#openHit();
          }}
        >
          <div class="all" style={{ height: `${this.#rowCount() * ROW}px` }}>
            {this.#rows()}
          </div>
          {this.#buffer.length === 0 && (
            <p class="muted">{isReady ? 'nothing was written yet' : 'reading …'}</p>
          )}
        </div>
        {!isFollowing.value && (
          <button type="button" class="resume" onClick={toEnd}>
            ↓ paused: follow again (f)
          </button>
        )}
        {(skipped > 0 || end !== undefined) && (
          <p class="warn">▲ {end ?? `${skipped} lines were left out`}</p>
        )}
        {line && <FullLine line={line} close={() => this.setState({ opened: undefined })} />}
      </section>
    );
  }

  #sink(): LogSink {
    return {
      lines: (lines) => {
        const { dropped } = this.#buffer;
        this.#buffer.add(lines);
        // The rows that one looks at stay where they are.
        const gone = this.#buffer.dropped - dropped;
        if (gone > 0 && !isFollowing.value && this.#scroller) this.#scroller.scrollTop -= gone * ROW;
        this.#redraw();
      },
      ready: () => this.setState({ isReady: true }),
      skipped: (lines) => this.setState(({ skipped }) => ({ skipped: skipped + lines })),
      ended: (error) => this.setState({ end: error ?? 'the log has ended' }),
      reset: () => {
        this.#buffer.clear();
        this.#redraw();
      },
    };
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
    return query.value.onlyHits && this.#buffer.isSearching;
  }

  #rowCount(): number {
    return this.#isFiltered() ? this.#buffer.hits.length : this.#buffer.length;
  }

  /** Rows are used again for other lines: those of a screen, whatever the log has. */
  #rows(): JSX.Element[] {
    const { top, height } = this.state;
    const rowCount = this.#rowCount();
    const shown = Math.ceil(height / ROW) + 2 * SPARE_ROWS;
    const wanted = isFollowing.value ? rowCount - shown : Math.floor(top / ROW) - SPARE_ROWS;
    const first = Math.max(0, Math.min(wanted, rowCount - shown));
    const hits = new Set(this.#isFiltered() ? [] : this.#buffer.hits);
    const current = this.#buffer.hits[this.state.hit];
    return Array.from({ length: Math.min(shown, rowCount) }, (_, slot) => {
      const row = first + slot;
      const position = this.#isFiltered() ? (this.#buffer.hits[row] ?? 0) : row;
      const line = this.#buffer.line(position);
      return (
        <div
          key={row % shown}
          class={`line${hits.has(position) ? ' hit' : ''}${position === current ? ' current' : ''}`}
          style={{ transform: `translateY(${row * ROW}px)` }}
          data-position={position}
        >
          {line && <LineText line={line} />}
        </div>
      );
    });
  }

  #open(target: EventTarget | null): void {
    const row = target instanceof Element ? target.closest('[data-position]') : null;
    if (row instanceof HTMLElement) this.setState({ opened: Number(row.dataset.position) });
  }

  #openHit(): void {
    const position = this.#buffer.hits[this.state.hit];
    if (position !== undefined) this.setState({ opened: position });
  }

  #measure(): void {
    const height = this.#scroller?.clientHeight ?? 0;
    if (height !== this.state.height) this.setState({ height });
  }

  #onScroll(): void {
    const element = this.#scroller;
    if (!element) return;
    const isAtEnd = element.scrollTop + element.clientHeight >= element.scrollHeight - ROW;
    // Lines that are added move the end away, which is no scrolling.
    if (element.scrollTop < this.state.top) isFollowing.value = isAtEnd;
    else if (isAtEnd) isFollowing.value = true;
    this.setState({ top: element.scrollTop });
  }

  #go(where: 'start' | 'end' | 'next' | 'previous'): void {
    const element = this.#scroller;
    if (!element) return;
    if (where === 'start') element.scrollTop = 0;
    else if (where === 'end') element.scrollTop = element.scrollHeight;
    else this.#goToHit(where === 'next' ? 1 : -1, element);
  }

  #goToHit(by: 1 | -1, element: HTMLElement): void {
    const { hits } = this.#buffer;
    if (hits.length === 0) return;
    const start = this.state.hit < 0 && by < 0 ? 0 : this.state.hit;
    const hit = (start + by + hits.length) % hits.length;
    this.setState({ hit });
    const row = this.#isFiltered() ? hit : (hits[hit] ?? 0);
    element.scrollTop = Math.max(0, row * ROW - element.clientHeight / 2);
  }
}

interface LogBarProps {
  readonly hits: number;
  readonly hit: number;
  readonly error: string | undefined;
}

function LogBar({ hits, hit, error }: LogBarProps): JSX.Element {
  const { text, isExpression, onlyHits } = query.value;
  const names = Object.keys(pageState.value?.services ?? {}).sort();
  const [only = ''] = logServices.value;
  return (
    <div class="log-bar">
      <select
        aria-label="Whose logs"
        value={only}
        onChange={({ currentTarget }) => {
          logServices.value = currentTarget.value === '' ? [] : [currentTarget.value];
        }}
      >
        <option value="">all services</option>
        {names.map((name) => (
          <option key={name} value={name}>
            {name}
          </option>
        ))}
      </select>
      <input
        id="log-search"
        type="search"
        placeholder="Search ( / ), then n and N"
        aria-label="Search the logs"
        value={text}
        onInput={({ currentTarget }) => {
          query.value = { ...query.value, text: currentTarget.value };
        }}
      />
      <label class="check">
        <input
          type="checkbox"
          checked={isExpression}
          onChange={({ currentTarget }) => {
            query.value = { ...query.value, isExpression: currentTarget.checked };
          }}
        />
        .*<span class="for-readers">regular expression</span>
      </label>
      <label class="check">
        <input
          type="checkbox"
          checked={onlyHits}
          onChange={({ currentTarget }) => {
            query.value = { ...query.value, onlyHits: currentTarget.checked };
          }}
        />
        only hits
      </label>
      <span class="muted" role="status">
        {error ?? (text === '' ? '' : `${hit < 0 ? '' : `${hit + 1} of `}${hits} hits`)}
      </span>
    </div>
  );
}

function LineText({ line: [label, time, stream, text] }: { readonly line: PageLogLine }): JSX.Element {
  return (
    <>
      <span class="time">{time.slice(11, 23)}</span>
      <span class={`label label-${hueOf(label)}`}>{label}</span>
      <span class={`text stream-${stream}`}>{ansiSpans(text.slice(0, LONGEST_ROW)).map(spanOf)}</span>
    </>
  );
}

/** More is beyond every screen; the full line has all of it. */
const LONGEST_ROW = 2000;

function spanOf({ text, colour, rgb, bold, dim }: AnsiSpan, index: number): JSX.Element | string {
  if (colour === undefined && rgb === undefined && !bold && !dim) return text;
  const classes = [colour === undefined ? '' : `a${colour}`, bold ? 'bold' : '', dim ? 'dim' : ''];
  return (
    <span
      key={index}
      class={classes.filter((name) => name !== '').join(' ')}
      style={rgb === undefined ? {} : { color: rgb }}
    >
      {text}
    </span>
  );
}

/** The same service has the same colour. */
function hueOf(label: string): number {
  const name = label.replace(/[-_]\d+$/, '');
  let sum = 0;
  for (const character of name) sum = (sum * 31 + (character.codePointAt(0) ?? 0)) % 9973;
  return sum % 6;
}

function FullLine({ line, close }: { readonly line: PageLogLine; readonly close: () => void }): JSX.Element {
  const [label, time, , text] = line;
  return (
    <div class="full-line">
      <div class="heading">
        <strong>{label}</strong> <span class="muted">{time}</span>
        <button type="button" onClick={() => void copy(plainText(text))}>
          Copy
        </button>
        <button type="button" onClick={close}>
          ✕<span class="for-readers">Close</span>
        </button>
      </div>
      <pre>{ansiSpans(text).map(spanOf)}</pre>
    </div>
  );
}
