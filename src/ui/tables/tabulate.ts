import stringWidth from 'string-width';
import { cellsOf, formatFittingTable, type ShrinkableColumn } from './table.ts';

export interface TableShape {
  /** The least width of every column but the last, with the gap. */
  readonly minWidth: number;
  /** Of the terminal; absent, or infinite for a pipe: no limit. */
  readonly columns?: number;
  /** The columns that shrink in a narrow terminal, by their names in the first row. */
  readonly sacrifices?: readonly ShrinkableColumn[];
}

const GAP = 3;

/** Cells in columns, as docker's commands align them. The last cell of a row is not padded. Lines end with a line end. */
export function tabulate(given: readonly (readonly string[])[], shape: TableShape): string {
  const rows = given.map(cellsOf);
  const { minWidth, columns = Number.POSITIVE_INFINITY, sacrifices = [] } = shape;
  const widths: number[] = [];
  for (const row of rows)
    for (const [column, cell] of row.slice(0, -1).entries())
      widths[column] = Math.max(widths[column] ?? minWidth, stringWidth(cell) + GAP);
  const lines = rows.map((row) => alignRow(row, widths));
  const [header = [], ...body] = rows;
  if (lines.some((line) => stringWidth(line) > columns))
    return formatFittingTable(header, body, columns, sacrifices);
  return lines.map((line) => `${line}\n`).join('');
}

function alignRow(row: readonly string[], widths: readonly number[]): string {
  return row
    .map((cell, column) =>
      column === row.length - 1 ? cell : cell + ' '.repeat((widths[column] ?? 0) - stringWidth(cell)),
    )
    .join('');
}
