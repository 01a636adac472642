import { glyphsOf } from './glyphs.ts';
import { codesOf, type Line } from './span.ts';

export interface Cell {
  /** Empty: the right half of the one before it. */
  readonly text: string;
  /** Parameters of SGR. */
  readonly codes: string;
}

const BLANK: Cell = { text: ' ', codes: '' };

/** A frame: what each cell of the terminal is to show. */
export class CellGrid {
  readonly columns: number;
  readonly rows: number;
  /** Where the terminal's cursor stands. undefined: it is hidden. */
  cursor: { readonly row: number; readonly column: number } | undefined;
  readonly #colour: boolean;
  readonly #cells: Cell[];

  constructor(columns: number, rows: number, colour: boolean) {
    this.columns = columns;
    this.rows = rows;
    this.#colour = colour;
    this.#cells = Array.from({ length: columns * rows }, () => BLANK);
  }

  at(row: number, column: number): Cell {
    return this.#cells[row * this.columns + column] ?? BLANK;
  }

  /**
   * Writes a line from a cell on, and clears what is behind it in its room. What does not fit is cut, with `…` at the cut.
   *
   * @param width columns that it has; default: up to the right edge
   * @returns the column behind its text
   */
  put(row: number, column: number, line: Line, width = this.columns - column): number {
    const end = Math.min(this.columns, column + width);
    let at = column;
    for (const span of line) {
      const codes = codesOf(span, this.#colour);
      for (const glyph of glyphsOf(span.text)) {
        if (at + glyph.width > end) {
          this.#cut(row, at, end, codes);
          return end;
        }
        this.#set(row, at, { text: glyph.text, codes });
        if (glyph.width === 2) this.#set(row, at + 1, { text: '', codes });
        at += glyph.width;
      }
    }
    for (let rest = at; rest < end; rest++) this.#set(row, rest, BLANK);
    return at;
  }

  /** Draws the cells of a row from `column` on inverted, whatever they show. */
  invert(row: number, column: number, width: number): void {
    for (let at = column; at < Math.min(this.columns, column + width); at++) {
      const { text, codes } = this.at(row, at);
      this.#set(row, at, { text, codes: codes === '' ? '7' : `${codes};7` });
    }
  }

  /** Without styles and without blanks at the ends of lines. */
  get text(): string {
    return Array.from({ length: this.rows }, (_, row) =>
      Array.from({ length: this.columns }, (__, column) => this.at(row, column).text)
        .join('')
        .trimEnd(),
    ).join('\n');
  }

  #cut(row: number, at: number, end: number, codes: string): void {
    if (end <= 0) return;
    for (let rest = at; rest < end; rest++) this.#set(row, rest, BLANK);
    // Half of a wide character is none.
    if (this.at(row, end - 1).text === '') this.#set(row, end - 2, BLANK);
    this.#set(row, end - 1, { text: '…', codes });
  }

  #set(row: number, column: number, cell: Cell): void {
    if (row < 0 || row >= this.rows || column < 0 || column >= this.columns) return;
    this.#cells[row * this.columns + column] = cell;
  }
}
