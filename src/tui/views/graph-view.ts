import stringWidth from 'string-width';
import { stepsUnderway } from '../../model/page-services.ts';
import type { CellGrid } from '../screen/cell-grid.ts';
import { type Line, muted } from '../screen/span.ts';
import { serviceTree } from '../state/service-tree.ts';
import type { Shown, TuiState } from '../state/tui-state.ts';
import type { Area } from './area.ts';
import { type RowCells, rowCells } from './service-row.ts';

/** In the order in which they get room; the number is the most that a column takes. */
const COLUMNS: readonly (readonly [keyof RowCells, number])[] = [
  ['name', 40],
  ['says', 40],
  ['change', 20],
  ['replicas', 7],
  ['age', 6],
  ['ports', 60],
];
const GAP = 2;
const LEAST_NAME = 16;

/** The services as a tree of what waits for what. */
export function drawGraph(grid: CellGrid, area: Area, state: TuiState, { page, nowMs }: Shown): void {
  const tree = serviceTree(page, state.filter);
  if (tree.length === 0) {
    const text = state.filter === '' ? 'no service' : `no service has ${state.filter} in its name or state`;
    grid.put(area.row, area.column, [muted(text)], area.width);
    return;
  }
  const steps = stepsUnderway(page.run);
  const at = tree.findIndex(({ service }) => service.name === state.selected);
  const first = firstRow(tree.length, at, area.height);
  const rows = tree.slice(first, first + area.height);
  const cells = rows.map((row) => rowCells(row, steps.get(row.service.name), nowMs));
  const widths = columnWidths(cells, area.width);
  for (const [index, row] of rows.entries()) {
    let column = area.column;
    for (const [name, width] of widths) {
      grid.put(area.row + index, column, cells[index]?.[name] ?? [], width);
      column += width + GAP;
    }
    if (first + index === at) grid.invert(area.row + index, area.column, area.width);
    else if (row.service.name === state.selected) grid.invert(area.row + index, area.column, 1);
  }
}

/** The selection stays in the middle, where there is something on both sides of it. */
function firstRow(length: number, at: number, height: number): number {
  if (at < 0) return 0;
  return Math.max(0, Math.min(length - height, at - Math.floor(height / 2)));
}

function columnWidths(
  rows: readonly RowCells[],
  width: number,
): readonly (readonly [keyof RowCells, number])[] {
  let left = width;
  const widths: [keyof RowCells, number][] = [];
  for (const [name, most] of COLUMNS) {
    const wanted = Math.min(most, Math.max(0, ...rows.map((row) => widthOf(row[name]))));
    if (wanted === 0) continue;
    // The name leaves room for the state, and the change is worth more than the end of it.
    const room = name === 'name' ? Math.max(LEAST_NAME, Math.floor(left / 2)) : left;
    const got = Math.min(wanted, room);
    if (got < Math.min(wanted, 5)) break;
    widths.push([name, got]);
    left -= got + GAP;
  }
  return widths;
}

const widthOf = (line: Line): number => line.reduce((sum, { text }) => sum + stringWidth(text), 0);
