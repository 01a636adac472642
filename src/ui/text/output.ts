/** The destination of text. A terminal has a size, which may change; other outputs use sensible values. */
export interface Output {
  write(text: string): void;
  /** What a terminal has to obey, such as a frame that is redrawn. No text of others is in it that was not looked through. */
  writeRaw(text: string): void;
  /** Resolves when the reader has taken what was written; undefined: there is room for more. */
  drained(): Promise<void> | undefined;
  readonly columns: number;
  readonly rows: number;
}
