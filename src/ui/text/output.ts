/** Where text is shown. A terminal tells its size, which may change; anything else gives what is sensible. */
export interface Output {
  write(text: string): void;
  readonly columns: number;
  readonly rows: number;
}
