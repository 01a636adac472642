import type { Engine } from '../../engine/port/engine.ts';
import type { Event } from '../../model/event.ts';

/** What a plan is run with. */
export interface ExecutionContext {
  readonly engine: Engine;
  emit(event: Event): void;
  /** Aborted: nothing new starts, and waits end. Calls on their way are finished, so that nothing is left half done. */
  readonly signal: AbortSignal;
  /** How many calls that change something may be on their way at a time. */
  readonly limit?: number;
}
