import { count } from '../../model/page-words.ts';
import { CellGrid } from '../screen/cell-grid.ts';
import { muted, plain, toned } from '../screen/span.ts';
import { chosenService, detailsBeside } from '../state/move.ts';
import { bodyRows, isTooSmall, LEAST_SIZE, type Shown, type TuiState } from '../state/tui-state.ts';
import { type Area, drawLines } from './area.ts';
import { hintBar, statusBar, titleBar } from './bars.ts';
import { detailsLines } from './details-view.ts';
import { drawDialog } from './draw-dialog.ts';
import { drawGraph } from './graph-view.ts';
import { drawHistory } from './history-view.ts';
import { drawLogs } from './log-view.ts';
import { planLines } from './plan-view.ts';

export interface Frame {
  readonly grid: CellGrid;
  /** The last possible `top` of what has the keys. */
  readonly lastTop: number;
}

/** All that is on the terminal. */
export function drawFrame(state: TuiState, shown: Shown, colour: boolean): Frame {
  const { columns, rows } = shown.size;
  const grid = new CellGrid(columns, rows, colour);
  if (isTooSmall(shown.size)) {
    grid.put(0, 0, [toned('warn', `${columns}×${rows} is too small`)]);
    grid.put(1, 0, [plain(`it takes ${LEAST_SIZE.columns}×${LEAST_SIZE.rows}`)]);
    grid.put(2, 0, [muted(state.dialog?.kind === 'ask' ? 'sure? y yes  n no' : 'q quits')]);
    return { grid, lastTop: 0 };
  }
  grid.put(0, 0, titleBar(shown, state));
  grid.put(1, 0, statusBar(shown));
  const body: Area = { row: 2, column: 0, width: columns, height: bodyRows(shown.size) };
  const lastTop = drawBody(grid, body, state, shown);
  drawLastRow(grid, state, shown);
  return { grid, lastTop: state.dialog ? drawDialog(grid, state.dialog, shown) : lastTop };
}

function drawBody(grid: CellGrid, body: Area, state: TuiState, shown: Shown): number {
  const selected = chosenService(state, shown);
  if (state.view === 'plan' && !state.isOpen)
    return drawLines(grid, body, planLines(shown, body.width), state.top);
  if (state.isOpen && selected !== undefined)
    return drawLines(grid, body, detailsLines(selected, shown, body.width), state.top);
  if (state.view === 'history') return drawHistory(grid, body, state, shown);
  if (state.view === 'logs') {
    drawLogs(grid, body, state, shown);
    return 0;
  }
  if (!detailsBeside(state, shown)) {
    drawGraph(grid, body, state, shown);
    return 0;
  }
  const left = Math.floor(body.width * 0.55);
  drawGraph(grid, { ...body, width: left - 2 }, state, shown);
  for (let row = 0; row < body.height; row++) grid.put(body.row + row, left - 1, [muted('│')], 1);
  const beside = { ...body, column: left + 1, width: body.width - left - 1 };
  const lines =
    selected === undefined ? planLines(shown, beside.width) : detailsLines(selected, shown, beside.width);
  return drawLines(grid, beside, lines, 0);
}

function drawLastRow(grid: CellGrid, state: TuiState, shown: Shown): void {
  const row = grid.rows - 1;
  const { field } = state;
  if (!field) {
    grid.put(row, 0, hintBar(state, shown));
    return;
  }
  const front =
    field.of === 'filter' ? 'Filter: ' : state.logs.query.isExpression ? 'Search .*: ' : 'Search: ';
  const column = grid.put(row, 0, [toned('accent', front), plain(field.text)]);
  grid.cursor = { row, column: Math.min(grid.columns - 1, column) };
  if (state.notice !== '') grid.put(row, column + 2, [toned('warn', state.notice)]);
  else if (field.of === 'search')
    grid.put(row, column + 2, [
      muted(`${count(shown.log.hits.length, 'hit')}  Ctrl-E expression  Ctrl-O only hits`),
    ]);
}
