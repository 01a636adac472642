/**
 * A terminal that knows as much as a redraw in place needs: lines that wrap, line ends, and the few escape sequences
 * for moving up, clearing and the cursor. Wide characters count as one column.
 */
export class Screen {
  columns: number;
  rows: number;
  /** Everything since the beginning, what has scrolled away included. */
  #lines: string[] = [''];
  #row = 0;
  #column = 0;
  /** The highest row that the cursor can reach: above it, it is scrolled away. */
  get #top(): number {
    return Math.max(0, this.#lines.length - this.rows);
  }
  get #isFull(): boolean {
    return this.#lines.length >= this.rows;
  }
  cursorVisible = true;

  constructor(columns: number, rows: number) {
    this.columns = columns;
    this.rows = rows;
  }

  /** Without colours and blanks at line ends; the row of the cursor only when something is on it. */
  get text(): string {
    const lines = this.#lines.map((line) => line.trimEnd());
    if (lines.at(-1) === '') lines.pop();
    return lines.join('\n');
  }

  /** Makes the terminal narrower: what is too long for it now takes several rows. */
  narrow(columns: number): void {
    this.columns = columns;
    this.#lines = this.#lines.flatMap(
      (line) => line.trimEnd().match(new RegExp(`.{1,${columns}}`, 'gu')) ?? [''],
    );
    this.#row = this.#lines.length - 1;
  }

  write(text: string): void {
    // biome-ignore lint/suspicious/noControlCharactersInRegex: escape sequences are what this is about
    for (const [piece] of text.matchAll(/\x1b\[[?0-9;]*[A-Za-z]|[\s\S]/gu)) this.#take(piece);
  }

  #take(piece: string): void {
    if (piece.length > 1 && piece.startsWith('\x1b')) this.#obey(piece.slice(2, -1), piece.slice(-1));
    else if (piece === '\r') this.#column = 0;
    else if (piece === '\n') this.#nextRow();
    else {
      if (this.#column >= this.columns) this.#nextRow();
      const line = [...(this.#lines[this.#row] ?? '').padEnd(this.#column)];
      line[this.#column] = piece;
      this.#lines[this.#row] = line.join('');
      this.#column++;
    }
  }

  #nextRow(): void {
    this.#row++;
    this.#column = 0;
    if (this.#row === this.#lines.length) this.#lines.push('');
  }

  #moveToHistory(): void {
    this.#row = this.#lines.length;
    this.#lines.push('');
  }

  #obey(argument: string, command: string): void {
    if (command === 'A') this.#row = Math.max(this.#top, this.#row - Number(argument || 1));
    else if (command === 'K') this.#lines[this.#row] = (this.#lines[this.#row] ?? '').slice(0, this.#column);
    // As tmux does: a screen that is cleared as a whole moves into the history.
    else if (command === 'J' && this.#row === this.#top && this.#column === 0 && this.#isFull)
      this.#moveToHistory();
    else if (command === 'J')
      this.#lines.splice(
        this.#row,
        Number.POSITIVE_INFINITY,
        (this.#lines[this.#row] ?? '').slice(0, this.#column),
      );
    else if (command === 'l' || command === 'h') this.cursorVisible = command === 'h';
    else if (command === 'm') return;
    else throw new Error(`the screen does not know ${argument}${command}`);
  }
}
