import { stripVTControlCharacters } from 'node:util';
import stringWidth from 'string-width';
import { fitLine } from '../text/fit-line.ts';
import { applyToBoard, createBoard, linesOf } from './board.ts';
import { drawFrame } from './tty-frame.ts';
import type { TtyEffect, TtyEvent, TtyState, TtyView } from './tty-state.ts';

const HIDE_CURSOR = '\x1b[?25l';
const SHOW_CURSOR = '\x1b[?25h';
const CLEAR_LINE_END = '\x1b[K';
const CLEAR_BELOW = '\x1b[J';

type Advanced = readonly [TtyState, readonly TtyEffect[]];

/**
 * The terminal renderer as a pure machine, `(state, event) → (state, effects)`:
 *
 *             plan-started
 *   ┌────────┐ ─────────────────▶ ┌──────────────────────────┐
 *   │ bare   │                    │ frame: redrawn at each   │
 *   │        │ ◀───────────────── │ event, cursor hidden     │
 *   └────────┘ plan-ended, closed └──────────────────────────┘
 *     │    ▲                         │    ▲
 *     │    │ footer: none     footer │    │ footer: none
 *     ▼    │                         ▼    │
 *   ┌────────┐ plan-started       ┌──────────────────────────┐
 *   │ footer │ ─────────────────▶ │ frame above footer       │
 *   │        │ ◀───────────────── │                          │
 *   └────────┘ plan-ended, closed └──────────────────────────┘
 *
 * Lines of others are written at once while the terminal is bare. Otherwise they are held until the next redraw: many may
 * come together, and a frame that goes and comes with each one flickers. `exit` leads to `bare` from everywhere.
 */
export function advance(state: TtyState, event: TtyEvent, view: TtyView): Advanced {
  switch (event.type) {
    case 'plan-started':
      return draw({ ...state, plan: event.plan, board: createBoard(event.plan) }, view);
    case 'step-started':
    case 'step-progress':
    case 'step-ended':
      if (!state.board) return [state, []];
      return askRedraw({ ...state, board: applyToBoard(state.board, event, view.nowMs) });
    case 'plan-ended':
      return event.plan === state.plan ? finish(state, view) : [state, []];
    case 'lines-held':
      return isBare(state) ? [state, [{ kind: 'write-held' }]] : askRedraw({ ...state, holds: true });
    case 'footer':
      return draw({ ...state, footer: event.line }, view);
    case 'redraw':
      return redraw(state, view);
    case 'closed':
      return finish(state, view);
    case 'exit':
      return leave(state, view);
  }
}

/** Whether something has to be undone when the program ends: the cursor is hidden, or a footer is drawn. */
export const needsRestoring = ({ cursorHidden, footer }: TtyState): boolean =>
  cursorHidden || footer !== undefined;

const isBare = ({ board, footer }: TtyState): boolean => board === undefined && footer === undefined;

function askRedraw(state: TtyState): Advanced {
  return state.redrawDue ? [state, []] : [{ ...state, redrawDue: true }, [{ kind: 'ask-redraw' }]];
}

function redraw(state: TtyState, view: TtyView): Advanced {
  if (!state.redrawDue) return [state, []];
  const drawn = draw({ ...state, redrawDue: false }, view);
  // Only elapsed times change by themselves.
  const isWorking = state.board && linesOf(state.board).some(({ status }) => status === 'working');
  return isWorking ? followedBy(drawn, askRedraw) : drawn;
}

/** Leaves the whole frame on the terminal, as it is not redrawn any more, and gives the cursor back. */
function finish(state: TtyState, view: TtyView): Advanced {
  const { footer } = state;
  const calm: Advanced = [
    { ...state, footer: undefined, redrawDue: false },
    state.redrawDue ? [{ kind: 'cancel-redraw' }] : [],
  ];
  const last = isBare(state)
    ? calm
    : followedBy(calm, (one) =>
        draw(one, one.board ? { ...view, rows: Number.POSITIVE_INFINITY, isLast: true } : view),
      );
  const shown = followedBy(last, (one) => showCursor({ ...one, board: undefined, drawn: [] }, view));
  return footer === undefined ? shown : followedBy(shown, (one) => draw({ ...one, footer }, view));
}

/** Leaves the frame as it is. */
function leave(state: TtyState, view: TtyView): Advanced {
  const without: Advanced =
    state.footer === undefined ? [state, []] : draw({ ...state, footer: undefined }, view);
  return followedBy(without, (one) => showCursor(one, view));
}

function showCursor(state: TtyState, view: TtyView): Advanced {
  const [written, effects] = writeHeld(state, view);
  const show: readonly TtyEffect[] = written.cursorHidden ? [{ kind: 'write', text: SHOW_CURSOR }] : [];
  return [{ ...written, cursorHidden: false }, [...effects, ...show]];
}

function draw(state: TtyState, view: TtyView): Advanced {
  const lines = linesFor(state, view);
  const [written, effects] = writeHeld(state, view);
  const hide = state.board && !state.cursorHidden ? HIDE_CURSOR : '';
  const body = lines.map((line) => `${line}${CLEAR_LINE_END}\n`).join('');
  const text = `${hide}${up(heightOf(written.drawn, view.columns))}\r${body}${CLEAR_BELOW}`;
  const next = { ...written, drawn: lines, cursorHidden: state.cursorHidden || hide !== '' };
  return [next, [...effects, { kind: 'write', text }]];
}

/** The frame and the footer. No more than the rows of the terminal. */
function linesFor({ plan, board, footer }: TtyState, view: TtyView): readonly string[] {
  const below = footer === undefined ? [] : [view.paint.dim(fitLine(footer, view.columns - 1))];
  if (!board) return below;
  const settings = { ...view, verb: plan?.verb ?? '', rows: view.rows - below.length };
  return [...drawFrame(linesOf(board), settings), ...below];
}

/** Takes away what is drawn, so that the lines of others are written in its place. */
function writeHeld(state: TtyState, { columns }: TtyView): Advanced {
  if (!state.holds) return [state, []];
  const erasure: readonly TtyEffect[] =
    state.drawn.length > 0 ? [{ kind: 'write', text: erase(heightOf(state.drawn, columns)) }] : [];
  return [{ ...state, holds: false, drawn: [] }, [...erasure, { kind: 'write-held' }]];
}

function followedBy([state, effects]: Advanced, next: (state: TtyState) => Advanced): Advanced {
  const [after, more] = next(state);
  return [after, [...effects, ...more]];
}

const up = (lines: number): string => (lines > 0 ? `\x1b[${lines}A` : '');

/** Line by line: a terminal whose whole screen is cleared may keep what was on it in its history. */
const erase = (rows: number): string => `${up(rows)}\r${`${CLEAR_LINE_END}\n`.repeat(rows)}${up(rows)}`;

/** Lines that were drawn when the terminal was wider have wrapped since. */
function heightOf(lines: readonly string[], columns: number): number {
  if (!Number.isFinite(columns)) return lines.length;
  const rows = lines.map((line) => Math.ceil(stringWidth(stripVTControlCharacters(line)) / columns));
  return rows.reduce((sum, height) => sum + Math.max(1, height), 0);
}
