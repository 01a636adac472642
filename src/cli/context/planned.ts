import type { Outcome } from '../../model/outcome.ts';
import type { Atomic, Plan } from '../../model/plan.ts';
import type { ServiceHashes } from '../../planner/request/service-hashes.ts';
import type { UpContext } from '../../planner/snapshot/up-context.ts';
import type { Target } from './target.ts';

/** A plan that a command made, and what it was made from. */
export interface Planned extends Target {
  readonly plan: Plan;
  /** The command that it is the plan of, with its flags and arguments, secrets included. Absent: the name of the command is all. */
  readonly typed?: readonly string[];
  /** What the project is once the plan is done, for `drift` to go by. Absent: nothing else than before. */
  readonly applied?: Applied;
  /** The release that a rollback goes back to, or that an undo takes back. Absent: it is neither. */
  readonly of?: number;
  /** It changes nothing of the project, and is none of its changes. */
  readonly isOfOthers?: boolean;
  /** Makes the plan again, from what is there then. Absent: it is made and run at once. */
  readonly replan?: () => Promise<Planned>;
  /** Where it goes when some of it fails. Absent: it stays as far as it came. */
  readonly wayBack?: WayBack;
}

export interface WayBack extends Atomic {
  /** The plan that goes there, from what there is then. @param outcomes how the steps of the plan before it ended */
  plan(outcomes: readonly Outcome[]): Promise<Planned>;
}

export type Applied =
  | {
      readonly kind: 'up';
      /** Those that are as the files say. */
      readonly services: readonly string[];
      /** How many containers, where that is not what the files say. */
      readonly scale?: ReadonlyMap<string, number> | undefined;
      /** Of the project. */
      readonly hashes: ServiceHashes;
      /** Other services stay as they were, whether the project has them or not. */
      readonly keepsOthers?: boolean;
    }
  | {
      readonly kind: 'down';
      /** No service of the project is left, whatever the files say. */
      readonly everything: boolean;
    };

export type AppliedUp = Extract<Applied, { kind: 'up' }>;

type AppliedContext = Pick<UpContext, 'project' | 'intent' | 'hashes'>;

/** After `up`: all that were loaded. */
export const appliedBy = ({ project, intent, hashes }: AppliedContext): AppliedUp => ({
  kind: 'up',
  services: [...project.services.keys()],
  scale: intent.scale,
  hashes,
});
