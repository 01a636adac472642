export interface ShowOptions {
  readonly colour: boolean;
  /** Lines that are longer are broken where it makes sense. Default: as wide as it gets. */
  readonly columns?: number;
}
