import { ansiSpans } from '../../model/page-ansi.ts';
import type { PageLogLine } from '../../model/page-log.ts';
import { disarmColoured } from '../../util/disarm.ts';
import type { CellGrid } from '../screen/cell-grid.ts';
import { bold, type Line, muted, plain, type Span, toned } from '../screen/span.ts';
import { linesInView } from '../state/move.ts';
import type { Shown, TuiState } from '../state/tui-state.ts';
import type { Area } from './area.ts';

const WIDEST_LABEL = 16;
/** From so many columns on there is room for the time. */
const WITH_TIME = 80;
/** Of one line more is never seen, however many escape sequences are in it. */
const LONGEST = 4000;
/** Of the terminal's sixteen: all but black, white and the red of errors. */
const LABEL_COLOURS = [6, 3, 2, 5, 4, 14] as const;

/** The lines of the log that fit, the last one at the bottom. */
export function drawLogs(grid: CellGrid, area: Area, state: TuiState, shown: Shown): void {
  const { log } = shown;
  const positions = linesInView(state, shown).slice(-area.height);
  if (positions.length === 0) {
    const text = log.length > 0 ? 'no line matches' : 'nothing was written yet';
    grid.put(area.row, area.column, [muted(text)], area.width);
    return;
  }
  const lines = positions.map((position) => log.line(position));
  const labelWidth = Math.min(WIDEST_LABEL, Math.max(...lines.map((line) => line?.[0].length ?? 0)));
  const hits = new Set(log.hits);
  const current = state.logs.hit === undefined ? undefined : state.logs.hit - log.dropped;
  for (const [index, line] of lines.entries()) {
    const position = positions[index] ?? 0;
    const mark = hits.has(position) ? toned('warn', '▌') : plain(' ');
    if (line) drawLine(grid, { ...area, row: area.row + index }, line, { mark, labelWidth });
    if (position === current) grid.invert(area.row + index, area.column, area.width);
  }
}

interface LineOptions {
  readonly mark: Span;
  readonly labelWidth: number;
}

function drawLine(
  grid: CellGrid,
  { row, column, width }: Area,
  [label, time, stream, text]: PageLogLine,
  { mark, labelWidth }: LineOptions,
): void {
  const front = width >= WITH_TIME ? [muted(`${time.slice(11, 19)} `)] : [];
  const after = grid.put(row, column, [mark, ...front], width);
  grid.put(row, after, [labelSpan(label)], labelWidth);
  const start = after + labelWidth;
  grid.put(row, start, [muted(' │ '), ...textSpans(stream, text)], column + width - start);
}

/** Each container has its colour, always the same. */
function labelSpan(label: string): Span {
  let sum = 0;
  for (const character of label.replace(/[-_]\d+$/, ''))
    sum = (sum * 31 + (character.codePointAt(0) ?? 0)) % 9973;
  return { ...plain(label), colour: LABEL_COLOURS[sum % LABEL_COLOURS.length] ?? 6 };
}

function textSpans(stream: PageLogLine[2], text: string): Line {
  if (stream === 'end' || stream === 'fail') return [bold(text)];
  return ansiSpans(disarmColoured(text.slice(0, LONGEST)));
}
