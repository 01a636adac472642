import type { Concern } from '../diagnostics/user-error.ts';
import type { Sensitive } from '../util/sensitive.ts';
import type { ImageId, StepId } from './ids.ts';
import type { Operation, VariablesSource } from './operation.ts';
import type { ServiceUpdate } from './service-update.ts';

/** Why a step is in the plan. */
export type Cause =
  | { readonly kind: 'missing' }
  /** The user asked for it: stop, restart, `--force-recreate`. */
  | { readonly kind: 'requested'; readonly by: string }
  | { readonly kind: 'changed'; readonly fields: readonly FieldChange[] }
  /** A pull or build gave, or may give, another image. */
  | { readonly kind: 'image-changed'; readonly image: string }
  | { readonly kind: 'not-running'; readonly state: string }
  /** Another resource changes, and this one follows. */
  | { readonly kind: 'follows'; readonly resource: Resource }
  | { readonly kind: 'needed-by'; readonly service: string }
  | { readonly kind: 'scaled'; readonly from: number; readonly to: number }
  | { readonly kind: 'orphan' }
  /** It is in the trash: its name is needed again, its time is over, or the user asked for it back. */
  | { readonly kind: 'trashed'; readonly why: 'name-needed' | 'expired' | 'restored' }
  /**
   * Nothing of the project uses an image any more that was made for it, that it ran, or that its files name; or a content that another one
   * has taken the place of.
   */
  | {
      readonly kind: 'unused';
      readonly since: 'built' | 'run' | 'named' | 'replaced';
      readonly service?: string;
    }
  /**
   * Left over from an interrupted replacement, from a hook that failed or was interrupted, from a copy of a volume, or by a run that held
   * connections.
   */
  | {
      readonly kind: 'leftover';
      readonly ofHook?: true;
      readonly ofHold?: true;
      readonly ofCopy?: true;
    }
  /** Whoever started it died, maybe before all was done that belongs to a start. */
  | { readonly kind: 'interrupted' };

/** One field of a container, network or volume that differs. Values of secrets and environment are shown masked. */
export interface FieldChange {
  /** In the words of the Compose file: `environment.DB_HOST`, `image`, `ports`. */
  readonly field: string;
  readonly from?: string;
  readonly to?: string;
  /** `replaced`: another file is in the place of the one that was used, whatever is in it. Absent: the value is another one. */
  readonly how?: 'replaced';
  /** Why this change needs more than others of the field, or than one would think: `no engine takes a limit away`. */
  readonly remark?: string;
}

/** A thing that the user sees change: one line of progress each. */
export interface Resource {
  readonly kind:
    | 'image'
    | 'artifact'
    | 'network'
    | 'volume'
    | 'container'
    | 'service'
    | 'model'
    | 'secret'
    | 'config'
    | 'node';
  /** The name on the engine; for `service`, the key in the file. */
  readonly name: string;
}

/** Met when its own condition is, or when one of `or` is. */
export type Guard = (ImageGuard | PinnedGuard | VariablesGuard | FailureGuard) & {
  readonly or?: readonly Guard[];
};

/** Met when the step `image` gave another image than `differsFrom`. */
interface ImageGuard {
  readonly image: StepId;
  readonly differsFrom: ImageId;
}

/** Met when the nodes are to take another image than this one, as the step tells. */
interface PinnedGuard {
  readonly pinned: StepId;
  readonly differsFrom: string;
}

/** Met when the step gave a variable that is not the one in `has`, or not all of those it `gave` before. */
interface VariablesGuard {
  readonly source: VariablesSource;
  /** The variables of the container, by name. */
  readonly has: ReadonlyMap<string, Sensitive>;
  readonly gave: readonly string[];
}

/** Met when one of the steps failed. The step undoes what they did, so no failure before it keeps it from starting. */
interface FailureGuard {
  readonly failed: readonly StepId[];
  /** Met when one of them was cancelled, too. */
  readonly orCancelled?: true;
  /** Met only if this step was done: otherwise there is nothing to undo. */
  readonly did?: StepId;
}

export interface Step {
  readonly id: StepId;
  readonly operation: Operation;
  /**
   * Steps that must have succeeded, or have been skipped, before this one starts. Invariant: always smaller than `id`, so a plan has
   * no cycle.
   */
  readonly after: readonly StepId[];
  /**
   * The step does not wait for a stop before it once that container is known to ignore its signal: it runs until the engine kills
   * it, and waiting would not change that.
   */
  readonly unlessDeaf?: boolean;
  /** The failure of these, and of nothing else, does not keep the step from starting. Absent: of none. */
  readonly tolerates?: readonly StepId[];
  readonly cause: Cause;
  /** Run only if this is met; otherwise skipped. */
  readonly guard?: Guard;
  /** A failure is a warning, and later steps go on (`depends_on: required: false`). */
  readonly optional?: boolean;
}

export interface Plan {
  /** The command that the plan is for: `up`, `down`… */
  readonly verb: string;
  readonly project: string;
  readonly steps: readonly Step[];
  /** Resources without a change. */
  readonly unchanged: readonly Resource[];
  /** What it is about, where the command alone does not say that: `goes back to release 6: …`. Absent: it does. */
  readonly headline?: string;
  /** Messages to show before the plan runs. */
  readonly warnings: readonly string[];
  /** How services with `update_config` are updated that have containers to replace. Absent: none. */
  readonly updates?: readonly ServiceUpdate[];
  /** Changes that the files ask for and the plan leaves out. Absent: none. */
  readonly withheld?: readonly Withheld[];
  /** Settings that cannot be honoured where the project runs. Absent: none. */
  readonly lost?: readonly LostSetting[];
  /** All of it goes back when some of it fails. Absent: it stays as far as it came. */
  readonly atomic?: Atomic;
}

/** What a plan goes back to. */
export interface Atomic {
  /** The release. Absent: there is nothing before it, and what it has made is removed. */
  readonly to?: number;
}

/** A setting of the files that cannot be honoured where the project runs. */
export interface LostSetting {
  /** The warning of the plan about it. */
  readonly warning: string;
  readonly about: Concern;
}

/** Whether a step only happens when something goes wrong. */
export const isUndo = ({ guard }: Pick<Step, 'guard'>): boolean => guard !== undefined && 'failed' in guard;

/** A change that would destroy data, without the user's consent. */
export interface Withheld {
  readonly resource: Resource;
  readonly fields: readonly FieldChange[];
  /** The flag that gives consent: `--destroy-data app_data`. */
  readonly flag: string;
  /** The warning of the plan about this change. */
  readonly warning: string;
  /** The size of the data. Absent: not known. */
  readonly sizeBytes?: number;
}
