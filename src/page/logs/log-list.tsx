import { Component, type JSX } from 'preact';
import { isFollowing } from './log-actions.ts';
import { LogLine } from './log-line.tsx';
import type { LogRows } from './log-rows.ts';
import { RowScroll } from './row-scroll.ts';

const SPARE_ROWS = 10;
const SETTLE_MS = 200;

/** Where the list has to be: once for each object. */
export interface LogTarget {
  readonly index: number;
  readonly at: 'top' | 'middle' | 'near';
}

interface LogListProps {
  readonly rows: LogRows;
  /** Another one whenever the rows are others. */
  readonly version: number;
  readonly target: LogTarget | undefined;
  /** The row that one is at, and those that are chosen with it. */
  readonly cursor: number | undefined;
  readonly chosen: readonly [from: number, to: number] | undefined;
  /** @param extend more are chosen */
  readonly onMove: (index: number, extend: boolean) => void;
  readonly onOpen: (index: number) => void;
  /** One has scrolled to the first row. */
  readonly onTop: () => void;
  readonly onCopy: (event: ClipboardEvent) => void;
  readonly empty: string;
  /** For whoever asks which rows are seen. */
  readonly onMount: (list: LogList) => void;
}

/** A list of as many rows as there are: only those that one sees are in the document. Scrolling up stops following. */
export class LogList extends Component<LogListProps, { readonly version: number }> {
  override state = { version: 0 };
  #scroll = new RowScroll();
  #element: HTMLElement | null = null;
  #resized: ResizeObserver | undefined;
  #target: LogTarget | undefined;
  #settling = 0;

  override componentDidMount(): void {
    this.#resized = new ResizeObserver(() => this.#redraw());
    if (this.#element) this.#resized.observe(this.#element);
    this.props.onMount(this);
  }

  override componentWillUnmount(): void {
    this.#resized?.disconnect();
    clearTimeout(this.#settling);
  }

  override componentWillReceiveProps(next: LogListProps): void {
    if (next.rows !== this.props.rows) this.#scroll = new RowScroll();
  }

  override componentDidUpdate(): void {
    const element = this.#element;
    if (element && Math.abs(element.scrollTop - this.#scroll.scrollTop) >= 1)
      element.scrollTop = this.#scroll.scrollTop;
  }

  /** The number of the first row that is seen. */
  get topIndex(): number {
    return this.props.rows.first + this.#scroll.topRow;
  }

  /** The first and the last row that are seen. */
  get shown(): readonly [from: number, to: number] {
    return [this.topIndex, Math.min(this.props.rows.end - 1, this.topIndex + this.#scroll.rowsSeen - 1)];
  }

  override render(): JSX.Element {
    const { rows, empty, onCopy } = this.props;
    this.#place();
    const cursor = this.#cursorText();
    return (
      <div
        class="lines"
        role="log"
        aria-live="off"
        aria-label="Lines of the logs"
        tabIndex={0}
        ref={(element) => {
          this.#element = element;
        }}
        onScroll={() => this.#onScroll()}
        onClick={(event) => this.#onClick(event)}
        onKeyDown={(event) => this.#onKey(event)}
        onCopy={onCopy}
      >
        <div class="all" style={{ height: `${this.#scroll.height}px` }}>
          {this.#rows()}
        </div>
        {rows.end === rows.first && <p class="muted">{empty}</p>}
        <p class="for-readers" role="status">
          {cursor}
        </p>
      </div>
    );
  }

  #place(): void {
    const { rows, target } = this.props;
    this.#scroll.resize(rows.first, rows.end, this.#element?.clientHeight);
    if (target && target !== this.#target && target.index < rows.end) {
      this.#target = target;
      this.#scroll.toRow(Math.max(0, target.index - rows.first), target.at);
    }
    if (isFollowing.value) this.#scroll.toEnd();
  }

  #rows(): JSX.Element[] {
    const { rows, cursor, chosen } = this.props;
    const count = rows.end - rows.first;
    const shown = this.#scroll.rowsSeen + 2 * SPARE_ROWS;
    const first = Math.max(0, Math.min(this.#scroll.topRow - SPARE_ROWS, count - shown));
    const from = rows.first + first;
    rows.want(from, from + shown);
    // Rows are used again for other lines: those of a screen, whatever the log has.
    return Array.from({ length: Math.min(shown, count) }, (_, slot) => {
      const index = from + slot;
      const row = rows.row(index);
      const classes = [
        'line',
        row?.isHit ? 'hit' : '',
        chosen && index >= chosen[0] && index <= chosen[1] ? 'chosen' : '',
        index === cursor ? 'current' : '',
      ];
      return (
        <div
          key={index % shown}
          class={classes.filter((name) => name !== '').join(' ')}
          style={{ transform: `translateY(${this.#scroll.yOf(first + slot)}px)` }}
          data-index={index}
        >
          {row && <LogLine line={row.line} />}
        </div>
      );
    });
  }

  /** Whoever does not see the line hears it. */
  #cursorText(): string {
    const { rows, cursor } = this.props;
    const line = cursor === undefined ? undefined : rows.row(cursor)?.line;
    return line ? `${line[0]}: ${line[3].slice(0, 500)}` : '';
  }

  #onClick(event: MouseEvent): void {
    const row = event.target instanceof Element ? event.target.closest('[data-index]') : null;
    if (!(row instanceof HTMLElement)) return;
    const index = Number(row.dataset.index);
    if (event.shiftKey) this.props.onMove(index, true);
    else if (getSelection()?.isCollapsed !== false) this.props.onOpen(index);
  }

  #onKey(event: KeyboardEvent): void {
    const { rows, cursor, onMove, onOpen } = this.props;
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step !== undefined) {
      const start = cursor ?? (isFollowing.value ? rows.end : this.topIndex);
      const next = Math.max(rows.first, Math.min(rows.end - 1, start + step));
      if (rows.end > rows.first) onMove(next, event.shiftKey);
    } else if (event.key === 'Enter' && cursor !== undefined) onOpen(cursor);
    else return;
    event.preventDefault();
    event.stopPropagation();
  }

  #onScroll(): void {
    const element = this.#element;
    if (!element) return;
    const before = this.#scroll.scrollTop;
    if (Math.abs(element.scrollTop - before) < 1) return;
    this.#scroll.scrolled(element.scrollTop);
    // Lines that are added move the end away, which is no scrolling.
    if (element.scrollTop < before) isFollowing.value = this.#scroll.isAtEnd;
    else if (this.#scroll.isAtEnd) isFollowing.value = true;
    if (this.#scroll.topRow === 0) this.props.onTop();
    clearTimeout(this.#settling);
    this.#settling = setTimeout(() => {
      this.#scroll.settle();
      this.#redraw();
    }, SETTLE_MS);
    this.#redraw();
  }

  #redraw(): void {
    this.setState(({ version }) => ({ version: version + 1 }));
  }
}
