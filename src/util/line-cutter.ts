/** In bytes, or in UTF-16 units: near enough. */
export const LONGEST_LINE = 1024 * 1024;

/**
 * Cuts a text that comes in pieces into lines. What a program writes without any line end is cut into lines of at least `LONGEST_LINE`, as
 * nobody has the memory to wait for its end.
 */
export class LineCutter {
  #rest = '';

  /** @returns the lines that have ended. */
  add(text: string): readonly string[] {
    const [end = '', ...lines] = text.split('\n');
    lines.unshift(this.#rest + end);
    this.#rest = lines.pop() ?? '';
    if (this.#rest.length < LONGEST_LINE) return lines;
    lines.push(this.#rest);
    this.#rest = '';
    return lines;
  }

  /** @returns the last line, where it has no line end; empty when there is none. */
  end(): string {
    const rest = this.#rest;
    this.#rest = '';
    return rest;
  }
}
