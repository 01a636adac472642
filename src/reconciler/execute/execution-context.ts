import type { Engine } from '../../engine/port/engine.ts';
import type { Event } from '../../model/event.ts';
import type { OpenNode } from '../steps/step-context.ts';

/** What a plan is run with. */
export interface ExecutionContext {
  readonly engine: Engine;
  /** Returns a promise when the reader of the events has enough for now: steps whose output may have no end wait for it. */
  emit(event: Event): Promise<void> | void;
  /** Aborted: nothing new starts, and waits end. Calls on their way are finished, so that nothing is left half done. */
  readonly signal: AbortSignal;
  /** Aborted: a reader of the events that has stopped reading is not waited for. Default: `signal`. */
  readonly impatient?: AbortSignal;
  /** Aborted: what is finished after `signal` all the same, as a hook that has begun, is given up. Default: never. */
  readonly givenUp?: AbortSignal;
  /** The engine of another node of the swarm. Absent: the plan needs none. Error: UserError `node-unreachable`. */
  readonly openNode?: OpenNode;
  /** How many calls that change something may be on their way at a time. */
  readonly limit?: number;
}
