import type { Json } from './json.ts';

/** A secret or a config as one service uses it. */
export interface FileReference {
  /** Key of the top-level secret or config. */
  readonly source: string;
  readonly target?: string;
  readonly uid?: string;
  readonly gid?: string;
  /** Permission bits, e.g. 0o440. */
  readonly mode?: number;
  /** What its `x-gantry` says. */
  readonly gantry?: Json;
}
