import type { CellGrid } from '../screen/cell-grid.ts';
import type { Line } from '../screen/span.ts';

/** A part of the screen, in cells. */
export interface Area {
  readonly row: number;
  readonly column: number;
  readonly width: number;
  readonly height: number;
}

/** Draws those lines that there is room for. @returns the last possible `top` */
export function drawLines(grid: CellGrid, area: Area, lines: readonly Line[], top: number): number {
  const lastTop = Math.max(0, lines.length - area.height);
  const first = Math.min(top, lastTop);
  for (let index = 0; index < area.height; index++)
    grid.put(area.row + index, area.column, lines[first + index] ?? [], area.width);
  return lastTop;
}
