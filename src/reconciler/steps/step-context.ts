import type { Engine } from '../../engine/port/engine.ts';
import type { OnProgress } from '../../model/event.ts';
import type { StepId } from '../../model/ids.ts';
import type { OperationOf } from '../../model/operation.ts';
import type { Hold } from '../hold/hold-ports.ts';
import type { ReleaseSlot } from '../scheduling/priority-limiter.ts';
import type { AdaptiveSlotTimeout } from '../scheduling/slot-timeout.ts';
import type { ContainerWatch } from '../waits/container-watch.ts';
import type { FinalWaits } from '../waits/wait-for.ts';
import type { Recorded } from './results.ts';

export type OpenNode = (node: OperationOf<'load-image'>['nodes'][number]) => Promise<Engine>;

/** What running one step may use. */
export interface StepContext {
  readonly engine: Engine;
  /** The engine of another node of the swarm. Absent: the plan needs none. */
  readonly openNode: OpenNode | undefined;
  /** Whose plan it is. */
  readonly project: string;
  readonly signal: AbortSignal;
  /** Aborted: what would be finished after `signal` all the same is given up. */
  readonly givenUp: AbortSignal | undefined;
  /** How the steps so far ended. */
  readonly recorded: Recorded;
  /** Absent: the plan has no waits. */
  readonly watch: ContainerWatch | undefined;
  /** Set for a wait of `--wait`. */
  readonly finalWaits: FinalWaits | undefined;
  readonly slotTimeout: AdaptiveSlotTimeout;
  /** Gives the slot to another step although this one is not done. */
  readonly releaseSlot: ReleaseSlot;
  /** Releases the steps that do not wait for the stop of a container that ignores its signal. Absent: there are none. */
  readonly releaseWaiting: (() => void) | undefined;
  /**
   * Makes the calls of one queue one after another. `ports`: containers with a range of published ports, since the engine
   * gives out ports of a range without a lock. `push REPOSITORY`: the tags of a repository. `ingress ID`: its routes.
   */
  readonly inOrder: <Result>(queue: string, call: () => Promise<Result>) => Promise<Result>;
  /** The create step of this plan published a range of ports. */
  readonly publishesRange: (createdBy: StepId) => boolean;
  /** Keeps what this step holds until `releaseHold` of the step, or the end of the plan. */
  readonly keepHold: (hold: Hold) => void;
  readonly holdOf: (step: StepId) => Hold | undefined;
  readonly releaseHold: (step: StepId) => Promise<void>;
  readonly onProgress: OnProgress;
  readonly warn: (message: string) => void;
}
