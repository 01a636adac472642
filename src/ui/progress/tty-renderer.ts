import { stripVTControlCharacters } from 'node:util';
import stringWidth from 'string-width';
import type { Plan } from '../../model/plan.ts';
import { nothingChanged } from '../plan/nothing-changed.ts';
import { palette } from '../text/colours.ts';
import { fitLine } from '../text/fit-line.ts';
import type { Output } from '../text/output.ts';
import { Board } from './board.ts';
import type { Renderer, RendererOptions } from './renderer.ts';
import { drawFrame } from './tty-frame.ts';

const REDRAW_MS = 100;
const HIDE_CURSOR = '\x1b[?25l';
const SHOW_CURSOR = '\x1b[?25h';
const CLEAR_LINE_END = '\x1b[K';
const CLEAR_BELOW = '\x1b[J';
const up = (lines: number): string => (lines > 0 ? `\x1b[${lines}A` : '');

/** Line by line: a terminal whose whole screen is cleared may keep what was on it in its history. */
const erase = (rows: number): string => `${up(rows)}\r${`${CLEAR_LINE_END}\n`.repeat(rows)}${up(rows)}`;

/** One line per resource, redrawn in place. The timer runs only while something is under way. */
export function createTtyRenderer(out: Output, options: RendererOptions): Renderer {
  const paint = palette(options.colour);
  const now = options.now ?? (() => performance.now());
  let board: Board | undefined;
  let shown: Plan | undefined;
  let footer: string | undefined;
  let drawn: readonly string[] = [];
  /** What is to appear above the frame at the next redraw. */
  let above: (() => void)[] = [];
  let cursorHidden = false;
  let timer: NodeJS.Timeout | undefined;

  /** `rows`: that the frame may have. */
  const draw = (rows = out.rows): void => {
    const below = footer === undefined ? [] : [paint.dim(fitLine(footer, out.columns - 1))];
    const frame = board
      ? drawFrame(board.lines, {
          verb: shown?.verb ?? '',
          nowMs: now(),
          columns: out.columns,
          rows: rows - below.length,
          paint,
        })
      : [];
    writeAbove();
    const hide = board && !cursorHidden ? HIDE_CURSOR : '';
    if (hide !== '') process.once('exit', showCursor);
    cursorHidden ||= hide !== '';
    const lines = [...frame, ...below];
    const text = lines.map((line) => `${line}${CLEAR_LINE_END}\n`).join('');
    out.write(`${hide}${up(heightOf(drawn, out.columns))}\r${text}${CLEAR_BELOW}`);
    drawn = lines;
  };

  const writeAbove = (): void => {
    if (above.length === 0) return;
    if (drawn.length > 0) out.write(erase(heightOf(drawn, out.columns)));
    drawn = [];
    const writes = above;
    above = [];
    for (const write of writes) write();
  };

  /** Also when the program ends in the middle: nobody wants a shell without a cursor. */
  const showCursor = (): void => {
    writeAbove();
    if (cursorHidden) out.write(SHOW_CURSOR);
    cursorHidden = false;
    process.removeListener('exit', showCursor);
  };

  const tick = (): void => {
    timer = undefined;
    draw();
    // Only elapsed times change by themselves.
    if (board?.lines.some(({ status }) => status === 'working')) schedule();
  };
  const schedule = (): void => {
    timer ??= setTimeout(tick, REDRAW_MS);
    // The screen is no reason to keep the program alive.
    timer.unref();
  };
  /** Many lines may come together, and a frame that goes and comes with each one flickers. */
  const printAbove = (write: () => void): void => {
    if (!board && footer === undefined) {
      write();
      return;
    }
    above.push(write);
    schedule();
  };
  const printMessage = (message: string): void => printAbove(() => out.write(`${message}\n`));
  const warn = (message: string): void => printMessage(paint.yellow(`warning: ${message}`));

  /** Leaves the whole of it on the screen, as it is not redrawn any more, and gives the cursor back. */
  const finish = (): void => {
    clearTimeout(timer);
    timer = undefined;
    const below = footer;
    footer = undefined;
    if (board) draw(Number.POSITIVE_INFINITY);
    else if (below !== undefined) draw();
    board = undefined;
    drawn = [];
    showCursor();
    if (below !== undefined) showFooter(below);
  };
  const showFooter = (line: string | undefined): void => {
    process.removeListener('exit', takeFooter);
    if (line !== undefined) process.once('exit', takeFooter);
    footer = line;
    draw();
  };
  const takeFooter = (): void => showFooter(undefined);

  return {
    handle(event) {
      switch (event.type) {
        case 'plan-started':
          for (const warning of event.plan.warnings) warn(warning);
          if (event.plan.steps.length === 0) return;
          board = new Board(event.plan);
          shown = event.plan;
          draw();
          return;
        case 'step-started':
        case 'step-progress':
        case 'step-ended':
          board?.apply(event, now());
          schedule();
          return;
        case 'plan-ended': {
          if (event.plan === shown) finish();
          const line = nothingChanged(event.plan, event.outcomes);
          if (line !== undefined) printMessage(line);
          return;
        }
        case 'warning':
          return warn(event.message);
        case 'notice':
          return printMessage(event.message);
      }
    },
    printAbove,
    showFooter,
    close: finish,
  };
}

/** Lines that were drawn when the terminal was wider have wrapped since. */
function heightOf(lines: readonly string[], columns: number): number {
  if (!Number.isFinite(columns)) return lines.length;
  const rows = lines.map((line) => Math.ceil(stringWidth(stripVTControlCharacters(line)) / columns));
  return rows.reduce((sum, height) => sum + Math.max(1, height), 0);
}
