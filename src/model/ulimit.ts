export interface Ulimit {
  readonly soft: number;
  readonly hard: number;
  /** Written as one number. */
  readonly single: boolean;
}
