import type { CellGrid } from '../screen/cell-grid.ts';
import { type Line, muted, plain } from '../screen/span.ts';
import type { Dialog, Shown } from '../state/tui-state.ts';
import { drawLines } from './area.ts';
import { dialogContent } from './dialog-view.ts';

const WIDEST = 76;
/** Left and right: the border and a blank. */
const FRAME = 4;

/** A box over the view. @returns the last possible `top` of what is in it */
export function drawDialog(grid: CellGrid, dialog: Dialog, shown: Shown): number {
  const width = Math.min(WIDEST, grid.columns - 2);
  const inner = width - FRAME;
  const { title, lines, top, cursor } = dialogContent(dialog, shown, inner);
  const height = Math.min(lines.length, grid.rows - 4);
  const row = Math.max(1, Math.floor((grid.rows - height - 2) / 3));
  const column = Math.floor((grid.columns - width) / 2);
  grid.put(row, column, border('┌', '┐', ` ${title} `, width), width);
  for (let line = 1; line <= height; line++) {
    grid.put(row + line, column, [muted('│ '), plain(' '.repeat(inner)), muted(' │')], width);
  }
  grid.put(row + height + 1, column, border('└', '┘', lines.length > height ? ' ↓ ↑ ' : '', width), width);
  const lastTop = drawLines(grid, { row: row + 1, column: column + 2, width: inner, height }, lines, top);
  if (cursor !== undefined && top === 0)
    grid.cursor = { row: row + 1, column: column + 2 + Math.min(cursor, inner - 1) };
  return lastTop;
}

const border = (left: string, right: string, text: string, width: number): Line => [
  muted(left),
  plain(text),
  muted(`${'─'.repeat(Math.max(0, width - 2 - text.length))}${right}`),
];
