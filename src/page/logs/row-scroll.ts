/** Pixels. All rows are as high, so that any of a million can be found without a look at the others. */
export const ROW = 18;
/** Browsers have a limit to how high a part of the page can be, the lowest at 17 million pixels. */
const MOST_HEIGHT = 10_000_000;

/**
 * Where a list of rows is scrolled to. A list that is higher than a browser can scroll is as high as it can, and then a pixel of the
 * scroll bar is many rows: a small step scrolls by rows all the same, and a long one goes to the place that the bar shows.
 */
export class RowScroll {
  #first = 0;
  #rows = 0;
  #viewport = 600;
  /** Pixels from the first row to what is seen. */
  #top = 0;
  /** The same as the browser has it. */
  #scrollTop = 0;

  /** What the browser gets to scroll. */
  get height(): number {
    return Math.min(this.#rows * ROW, MOST_HEIGHT);
  }

  get scrollTop(): number {
    return this.#scrollTop;
  }

  /** The first row that is seen, if only in part: counted from the first one that there is. */
  get topRow(): number {
    return Math.floor(this.#top / ROW);
  }

  get rowsSeen(): number {
    return Math.ceil(this.#viewport / ROW);
  }

  get viewport(): number {
    return this.#viewport;
  }

  get isAtEnd(): boolean {
    return this.#top >= this.#most - ROW;
  }

  /** @param first the number of the first row: those before it have gone, and what is seen stays where it is */
  resize(first: number, end: number, viewport = this.#viewport): void {
    const gone = Math.max(0, first - this.#first);
    if (gone === 0 && end - first === this.#rows && viewport === this.#viewport) return;
    this.#first = first;
    this.#rows = end - first;
    this.#viewport = viewport;
    this.#goTo(this.#top - gone * ROW);
  }

  /** The browser has scrolled. */
  scrolled(scrollTop: number): void {
    const step = scrollTop - this.#scrollTop;
    this.#scrollTop = scrollTop;
    const isAtAnEnd = scrollTop <= 0 || scrollTop >= this.#mostScroll - 1;
    if (this.#isScaled && !isAtAnEnd && Math.abs(step) < this.#viewport)
      this.#top = this.#clamp(this.#top + step);
    else this.#top = this.#clamp(this.#isScaled ? (scrollTop / this.#mostScroll) * this.#most : scrollTop);
  }

  /** After small steps the bar is a little off. */
  settle(): void {
    if (this.#isScaled) this.#goTo(this.#top);
  }

  toEnd(): void {
    this.#goTo(this.#most);
  }

  toRow(row: number, at: 'top' | 'middle' | 'near'): void {
    const y = row * ROW;
    const isSeen = y >= this.#top && y + ROW <= this.#top + this.#viewport;
    if (at === 'near' && isSeen) return;
    if (at === 'top') this.#goTo(y);
    else if (at === 'middle') this.#goTo(y - this.#viewport / 2);
    else this.#goTo(y < this.#top ? y : y + ROW - this.#viewport);
  }

  /** Where a row is drawn. */
  yOf(row: number): number {
    return row * ROW - this.#top + this.#scrollTop;
  }

  #goTo(top: number): void {
    this.#top = this.#clamp(top);
    this.#scrollTop =
      this.#isScaled && this.#most > 0 ? (this.#top / this.#most) * this.#mostScroll : this.#top;
  }

  #clamp(top: number): number {
    return Math.max(0, Math.min(this.#most, top));
  }

  get #isScaled(): boolean {
    return this.#rows * ROW > MOST_HEIGHT;
  }

  get #most(): number {
    return Math.max(0, this.#rows * ROW - this.#viewport);
  }

  get #mostScroll(): number {
    return Math.max(0, this.height - this.#viewport);
  }
}
