export interface ShowOptions {
  readonly colour: boolean;
  /** Longer lines are broken at a suitable place. Default: no limit. */
  readonly columns?: number;
}
