import type { Sensitive } from '../util/sensitive.ts';
import type { ImageId, StepId } from './ids.ts';
import type { Operation, VariablesSource } from './operation.ts';

/** Why a step is in the plan. */
export type Cause =
  | { readonly kind: 'missing' }
  /** The user asked for it: stop, restart, `--force-recreate`. */
  | { readonly kind: 'requested'; readonly by: string }
  | { readonly kind: 'changed'; readonly fields: readonly FieldChange[] }
  /** A pull or build gave, or may give, another image. */
  | { readonly kind: 'image-changed'; readonly image: string }
  | { readonly kind: 'not-running'; readonly state: string }
  /** Another resource changes, and this one has to follow. */
  | { readonly kind: 'follows'; readonly resource: Resource }
  | { readonly kind: 'needed-by'; readonly service: string }
  | { readonly kind: 'scaled'; readonly from: number; readonly to: number }
  | { readonly kind: 'orphan' }
  /** Left over from an interrupted replacement. */
  | { readonly kind: 'leftover' };

/** One field of a container, network or volume that differs. Values of secrets and environment are shown masked. */
export interface FieldChange {
  /** In the words of the Compose file: `environment.DB_HOST`, `image`, `ports`. */
  readonly field: string;
  readonly from?: string;
  readonly to?: string;
}

/** What the user sees change: one line of progress each. */
export interface Resource {
  readonly kind: 'image' | 'artifact' | 'network' | 'volume' | 'container' | 'service' | 'model';
  /** As the engine names it; for `service`, the key in the file. */
  readonly name: string;
}

/** Met when its own condition is, or when one of `or` is. */
export type Guard = (ImageGuard | VariablesGuard) & { readonly or?: readonly Guard[] };

/** Met when the step `image` gave another image than `differsFrom`. */
interface ImageGuard {
  readonly image: StepId;
  readonly differsFrom: ImageId;
}

/** Met when the step gave a variable that is not the one in `has`, or not all of those it `gave` before. */
interface VariablesGuard {
  readonly source: VariablesSource;
  /** What the container has, by name. */
  readonly has: ReadonlyMap<string, Sensitive>;
  readonly gave: readonly string[];
}

export interface Step {
  readonly id: StepId;
  readonly operation: Operation;
  /** Steps that must have ended well, or have been skipped, before this one starts. Always smaller than `id`. */
  readonly after: readonly StepId[];
  /**
   * For a stop that it comes after it waits no longer than that container may hear its signal: one that cannot runs on until it
   * is killed, whoever waits.
   */
  readonly unlessDeaf?: boolean;
  readonly cause: Cause;
  /** Run only if the image step gave another image than this; otherwise skipped. */
  readonly guard?: Guard;
  /** A failure is a warning, and what comes after goes on (`depends_on: required: false`). */
  readonly optional?: boolean;
}

export interface Plan {
  /** The command that the plan is for: `up`, `down`… */
  readonly verb: string;
  readonly project: string;
  readonly steps: readonly Step[];
  /** What is as wanted already. */
  readonly unchanged: readonly Resource[];
  /** What the user should know before it happens. */
  readonly warnings: readonly string[];
  /** What the files ask for and the plan leaves out. Absent: nothing. */
  readonly withheld?: readonly Withheld[];
}

/** A change that would destroy data, which nobody has agreed to. */
export interface Withheld {
  readonly resource: Resource;
  readonly fields: readonly FieldChange[];
  /** How to agree: `--destroy-data app_data`. */
  readonly flag: string;
  /** The one among the plan's warnings that tells of it. */
  readonly warning: string;
  /** Of the data. Absent: not known. */
  readonly sizeBytes?: number;
}
