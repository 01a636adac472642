import type { ObservedSwarmService, SwarmTask } from './observed-swarm.ts';

const ENDED: ReadonlySet<string> = new Set([
  'complete',
  'failed',
  'rejected',
  'shutdown',
  'orphaned',
  'remove',
]);

/** As far as its manager has heard: of a lost node it hears nothing. */
export const hasEnded = ({ state }: Pick<SwarmTask, 'state'>): boolean => ENDED.has(state);

/**
 * Those of the last run of a job, of which a swarm may have made none yet: it keeps some of earlier runs. Of any other service all.
 *
 * @param tasks of this service
 */
export function ofLastRun<Task extends Pick<SwarmTask, 'jobIteration'>>(
  tasks: readonly Task[],
  { jobIteration: asked = 0 }: Pick<ObservedSwarmService, 'jobIteration'>,
): readonly Task[] {
  const latest = Math.max(asked, ...tasks.map(({ jobIteration = 0 }) => jobIteration));
  return tasks.filter(({ jobIteration = 0 }) => jobIteration === latest);
}

/** A swarm that has not begun to replace tasks within this time does not begin any more. */
export const UPDATE_BEGINS_MS = 20_000;

/** A program that cannot start ends within this time, and no healthcheck tells. As `--settle` on a terminal. */
const STEADY_MS = 1000;

/**
 * How long new tasks have to run without a break before they count as running, where nothing else watches them.
 *
 * @param healthcheck as the swarm has it, or is asked for it
 */
export const watched = (healthcheck: unknown): { readonly steadyMs?: number } =>
  healthcheck === undefined ? { steadyMs: STEADY_MS } : {};
