import { asciiGlyph } from './ascii-glyphs.ts';
import type { CellGrid } from './cell-grid.ts';

const HIDE_CURSOR = '\x1b[?25l';
const SHOW_CURSOR = '\x1b[?25h';
/** The terminal shows nothing between these two (mode 2026); one that does not know them ignores them. */
const BEGIN = '\x1b[?2026h';
const END = '\x1b[?2026l';

interface DrawOptions {
  /** The terminal knows characters beyond ASCII. */
  readonly unicode: boolean;
}

/**
 * What makes a terminal that shows one frame show another: only the cells that differ.
 *
 * @param before undefined: nobody knows what it shows
 * @returns empty: they are the same
 */
export function drawChanges(before: CellGrid | undefined, after: CellGrid, { unicode }: DrawOptions): string {
  const known = before?.columns === after.columns && before.rows === after.rows ? before : undefined;
  const cells = drawCells(known, after, unicode);
  const isSameCursor = known !== undefined && isAt(known.cursor, after.cursor);
  if (known && cells === '' && isSameCursor) return '';
  const clear = known ? '' : '\x1b[0m\x1b[2J';
  const cursor = after.cursor ? `${moveTo(after.cursor.row, after.cursor.column)}${SHOW_CURSOR}` : '';
  return `${BEGIN}${HIDE_CURSOR}${clear}${cells}${cursor}${END}`;
}

const isAt = (one: CellGrid['cursor'], other: CellGrid['cursor']): boolean =>
  one?.row === other?.row && one?.column === other?.column;

const moveTo = (row: number, column: number): string => `\x1b[${row + 1};${column + 1}H`;

function drawCells(before: CellGrid | undefined, after: CellGrid, unicode: boolean): string {
  const parts: string[] = [];
  let codes: string | undefined;
  // Where the cursor is for certain: terminals disagree about the width of what is not plain.
  let at: { readonly row: number; readonly column: number } | undefined;
  for (let row = 0; row < after.rows; row++)
    for (let column = 0; column < after.columns; column++) {
      const cell = after.at(row, column);
      if (cell.text === '' || isSame(before, after, row, column)) continue;
      if (at?.row !== row || at.column !== column) parts.push(moveTo(row, column));
      if (cell.codes !== codes) parts.push(`\x1b[0${cell.codes === '' ? '' : `;${cell.codes}`}m`);
      codes = cell.codes;
      parts.push(unicode ? cell.text : asciiGlyph(cell.text));
      at = isPlain(cell.text) ? { row, column: column + 1 } : undefined;
    }
  return parts.length === 0 ? '' : `${parts.join('')}\x1b[0m`;
}

/** The right half of a wide character changes only with its left one. */
function isSame(before: CellGrid | undefined, after: CellGrid, row: number, column: number): boolean {
  const [old, cell] = [before?.at(row, column) ?? EMPTY, after.at(row, column)];
  return old.text === cell.text && old.codes === cell.codes;
}

/** What a cleared terminal shows. */
const EMPTY = { text: ' ', codes: '' };

const isPlain = (text: string): boolean => /^[ -~]$/.test(text);
