import type { OperationKind } from '../../model/operation.ts';
import type { Resource, Step } from '../../model/plan.ts';
import type { Action } from './action.ts';

/**
 * The effect of a change on running containers, the smallest first. `reconnect`: connections over a network break for a moment;
 * `restart`: the same container stops and starts; `replace`: another one takes its place; `downtime`: the container does not run
 * afterwards; `data-loss`: the data of a volume is destroyed.
 */
export const DISRUPTIONS = ['none', 'reconnect', 'restart', 'replace', 'downtime', 'data-loss'] as const;
export type Disruption = (typeof DISRUPTIONS)[number];

/** @param steps all steps of the resource @param action the action that they amount to */
export function disruptionOf(resource: Resource, action: Action, steps: readonly Step[]): Disruption {
  if (steps.some(losesData)) return 'data-loss';
  const kinds = new Set(steps.map(({ operation }) => operation.kind));
  if (resource.kind === 'service') return ofTasks(action, steps);
  if (resource.kind === 'network') return action === 'replace' ? 'reconnect' : 'none';
  if (resource.kind !== 'container') return 'none';
  if (action === 'replace') return startsFirst(steps) ? 'none' : 'replace';
  // It goes on where it was, after a while.
  if (action === 'restart' || (action === 'pause' && kinds.has('unpause-container'))) return 'restart';
  if (ENDS.some((kind) => kinds.has(kind)) || steps.some(kills)) return 'downtime';
  return kinds.has('disconnect-network') ? 'reconnect' : 'none';
}

/** Of a service of a swarm; those that are run by other programs have no containers. */
function ofTasks(action: Action, steps: readonly Step[]): Disruption {
  const effects = steps.map(({ operation }): string => {
    if (operation.kind === 'update-swarm-service') return operation.tasks;
    return operation.kind === 'move-tasks' ? operation.effect : operation.kind;
  });
  if (effects.includes('stuck') || effects.includes('end')) return 'downtime';
  if (['replaced', 'move', 'outage'].some((effect) => effects.includes(effect))) return 'replace';
  if (effects.includes('remove-swarm-service')) return action === 'replace' ? 'replace' : 'downtime';
  return effects.includes('fewer') ? 'downtime' : 'none';
}

/** The old container stops after the new one has been started. */
function startsFirst(steps: readonly Step[]): boolean {
  const kinds = steps.filter(({ cause }) => cause.kind !== 'leftover').map(({ operation }) => operation.kind);
  const start = kinds.indexOf('start-container');
  return start >= 0 && start < kinds.indexOf('stop-container');
}

const ENDS: readonly OperationKind[] = ['stop-container', 'pause-container'];

function losesData({ operation }: Step): boolean {
  if (operation.kind === 'remove-volume') return !operation.hasNoData && operation.keptIn === undefined;
  // An unknown number most likely means none.
  return (
    operation.kind === 'remove-container' && operation.withVolumes && (operation.anonymousVolumes ?? 0) > 0
  );
}

/** Other signals do not end the process. */
function kills({ operation }: Step): boolean {
  return (
    operation.kind === 'kill-container' && /^(?:SIG)?(?:KILL|TERM|INT|QUIT|9|15|2|3)$/i.test(operation.signal)
  );
}

/** The text for people: capitals for what cannot be undone. */
export const showDisruption = (disruption: Disruption): string =>
  disruption === 'data-loss' ? 'DATA LOSS' : disruption;
