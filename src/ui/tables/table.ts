import stringWidth from 'string-width';
import { visible } from '../../util/disarm.ts';
import { fitLine, fitLineEnd } from '../text/fit-line.ts';

const GAP = '   ';

/** A column that may be cut, or with `downTo: 0` left out, when the table is too wide. */
export interface ShrinkableColumn {
  readonly column: string;
  readonly downTo: number;
}

/** Columns three spaces apart, as other container tools print them; the last one is not padded. */
export function formatTable(header: readonly string[], rows: readonly (readonly string[])[]): string {
  const shown = rows.map(cellsOf);
  return formatRows([header, ...shown], widthsOf(header, shown));
}

/** Each on one line and in its column, whoever wrote it. */
export const cellsOf = (row: readonly string[]): readonly string[] =>
  row.map((cell) => visible(cell).replaceAll('\t', ' '));

/** The least width of the first column: enough for a service and its number. */
const NAME_WIDTH = 12;
/** A terminal that is narrower breaks the lines: names that are cut to nothing tell nobody anything. */
const LEAST_WIDTH = 20;

/**
 * A table that fits `columns`: shrinks one column after another, in the order of `sacrifices`. If that is not enough, the names lose
 * their beginning, because their end distinguishes them.
 */
export function formatFittingTable(
  header: readonly string[],
  given: readonly (readonly string[])[],
  room: number,
  sacrifices: readonly ShrinkableColumn[],
): string {
  const rows = given.map(cellsOf);
  const columns = Math.max(LEAST_WIDTH, room);
  const widths = widthsOf(header, rows);
  for (const { column, downTo } of sacrifices) {
    const overflow = tableWidth(widths) - columns;
    if (overflow <= 0) break;
    const index = header.indexOf(column);
    const width = widths[index] ?? 0;
    widths[index] = downTo === 0 ? 0 : Math.min(width, Math.max(downTo, width - overflow));
  }
  const names = widths[0] ?? 0;
  widths[0] = Math.min(names, Math.max(NAME_WIDTH, names - Math.max(0, tableWidth(widths) - columns)));
  const kept = header.map((_, index) => index).filter((index) => widths[index] !== 0);
  const cells = [header, ...rows].map((row) =>
    kept.map((index) => (index === 0 ? fitLineEnd : fitLine)(row[index] ?? '', widths[index] ?? 0)),
  );
  const text = formatRows(
    cells,
    kept.map((index) => widths[index] ?? 0),
  );
  return text.replace(/[^\n]+/g, (line) => fitLine(line, columns));
}

function widthsOf(header: readonly string[], rows: readonly (readonly string[])[]): number[] {
  return header.map((_, column) =>
    Math.max(...[header, ...rows].map((row) => stringWidth(row[column] ?? ''))),
  );
}

function tableWidth(widths: readonly number[]): number {
  const shown = widths.filter((width) => width > 0);
  return shown.reduce((sum, width) => sum + width, 0) + GAP.length * (shown.length - 1);
}

function formatRows(rows: readonly (readonly string[])[], widths: readonly number[]): string {
  return rows.map((row) => `${formatRow(row, widths)}\n`).join('');
}

function formatRow(row: readonly string[], widths: readonly number[]): string {
  return row
    .map((cell, column) =>
      column === row.length - 1 ? cell : cell + ' '.repeat((widths[column] ?? 0) - stringWidth(cell)),
    )
    .join(GAP);
}
