import stringWidth from 'string-width';

/** A terminal as far as a program that draws a whole screen needs one. It refuses what it does not know. */
export class TestScreen {
  readonly columns: number;
  readonly rows: number;
  /** The other screen is shown. */
  isAlternate = false;
  cursorVisible = true;
  /** Those that were switched on, and not off again. */
  readonly modes = new Set<string>();
  #cells: string[][] = [];
  #row = 0;
  #column = 0;
  #left = '';

  constructor(columns: number, rows: number) {
    this.columns = columns;
    this.rows = rows;
    this.#clear();
  }

  /** Without styles, and without blanks at the ends of lines. */
  get text(): string {
    return this.#cells.map((row) => row.join('').trimEnd()).join('\n');
  }

  write(text: string): void {
    const all = this.#left + text;
    let end = 0;
    for (const found of all.matchAll(PIECE)) {
      end = found.index + found[0].length;
      this.#take(found[0]);
    }
    this.#left = all.slice(end);
  }

  #take(piece: string): void {
    const [, parameters = '', command] = piece.match(CSI) ?? [];
    if (command !== undefined) this.#obey(parameters, command);
    else if (!piece.startsWith('\x1b]'))
      for (const { segment } of new Intl.Segmenter().segment(piece)) this.#print(segment);
  }

  #print(glyph: string): void {
    if (glyph.startsWith('\r')) this.#column = 0;
    if (glyph.endsWith('\n')) this.#row = Math.min(this.rows - 1, this.#row + 1);
    if (glyph >= ' ') this.#show(glyph);
    else if (!/[\r\n]/.test(glyph)) throw new Error(`the screen does not know ${JSON.stringify(glyph)}`);
  }

  #show(glyph: string): void {
    const width = stringWidth(glyph);
    const row = this.#cells[this.#row];
    if (!row || this.#column + width > this.columns) throw new Error(`${glyph} is beside the screen`);
    // Of a wide character half of which is overwritten nothing stays.
    if (row[this.#column] === '' && this.#column > 0) row[this.#column - 1] = ' ';
    row[this.#column] = glyph;
    if (width === 2) row[this.#column + 1] = '';
    this.#column += width;
    if (row[this.#column] === '') row[this.#column] = ' ';
  }

  #obey(parameters: string, command: string): void {
    if (command === 'm') return;
    if (command === 'H') {
      const [row = '1', column = '1'] = parameters.split(';');
      this.#row = Number(row) - 1;
      this.#column = Number(column) - 1;
    } else if (command === 'J' && parameters === '2') this.#clear();
    else if (parameters.startsWith('?') && (command === 'h' || command === 'l'))
      this.#switch(parameters.slice(1), command === 'h');
    else throw new Error(`the screen does not know ${parameters}${command}`);
  }

  #switch(mode: string, on: boolean): void {
    if (mode === '1049') {
      this.isAlternate = on;
      this.#clear();
    } else if (mode === '25') this.cursorVisible = on;
    else if (on) this.modes.add(mode);
    else this.modes.delete(mode);
  }

  #clear(): void {
    this.#cells = Array.from({ length: this.rows }, () => Array.from({ length: this.columns }, () => ' '));
    this.#row = 0;
    this.#column = 0;
  }
}

// biome-ignore lint/suspicious/noControlCharactersInRegex: escape sequences are what this is about
const CSI = /^\x1b\[([?0-9;]*)([A-Za-z])$/;
// biome-ignore lint/suspicious/noControlCharactersInRegex: escape sequences are what this is about
const PIECE = /\x1b\[[?0-9;]*[A-Za-z]|\x1b\][^\x07]*\x07|[^\x1b]+/guy;
