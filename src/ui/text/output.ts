/** The destination of text. A terminal has a size, which may change; other outputs use sensible values. */
export interface Output {
  write(text: string): void;
  readonly columns: number;
  readonly rows: number;
}
