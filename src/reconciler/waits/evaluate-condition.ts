import type { ContainerState, HealthState } from '../../model/observed.ts';
import type { WaitCondition } from '../../model/operation.ts';
import type { WaitFailureReason } from '../../model/wait-error.ts';

/** What a condition looks at. */
export interface Facts {
  readonly state: ContainerState;
  /** Of this run. Means something only while the container runs: the engine keeps the last health of one that has ended. */
  readonly health?: HealthState;
  readonly exitCode: number;
  readonly hasHealthcheck: boolean;
  /** Its restart policy starts it again when it ends well. */
  readonly runsForEver: boolean;
  readonly startedAtMs: number;
}

export type ConditionState = 'met' | 'not-yet' | WaitFailureReason;

type Judge = (facts: Facts) => ConditionState;

const healthy: Judge = ({ state, health, hasHealthcheck }) => {
  if (!hasHealthcheck) return 'no-healthcheck';
  if (state === 'exited') return 'exited';
  if (state !== 'running' || health === undefined || health === 'starting') return 'not-yet';
  return health === 'healthy' ? 'met' : 'unhealthy';
};

const JUDGES: { readonly [C in WaitCondition]: Judge } = {
  service_started: ({ state }) => (state === 'created' ? 'not-yet' : 'met'),
  service_healthy: healthy,
  service_completed_successfully: ({ state, exitCode }) => {
    if (state !== 'exited') return 'not-yet';
    return exitCode === 0 ? 'met' : 'exited';
  },
  running_or_healthy: (facts) => {
    // A one-shot that did its work is as good as a server that runs.
    if (facts.state === 'exited') return facts.exitCode === 0 && !facts.runsForEver ? 'met' : 'exited';
    if (facts.hasHealthcheck) return healthy(facts);
    return facts.state === 'running' ? 'met' : 'not-yet';
  },
};

/**
 * Whether a container fulfils a condition.
 *
 * A container that its restart policy is about to start again has not failed: there are applications that come up
 * that way. How often is enough is up to the wait.
 */
export function evaluateCondition(condition: WaitCondition, facts: Facts): ConditionState {
  if (facts.state === 'removing' || facts.state === 'dead') return 'removed';
  return JUDGES[condition](facts);
}
