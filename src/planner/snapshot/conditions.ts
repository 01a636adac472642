import { isAlive } from '../../model/container-state.ts';
import type { ObservedContainer } from '../../model/observed.ts';
import type { WaitCondition } from '../../model/operation.ts';
import type { Cause } from '../../model/plan.ts';
import type { ServiceSpec } from '../../model/service-spec.ts';
import { endsForGood } from '../request/restart-policy.ts';
import type { StartContext } from './up-context.ts';

/**
 * Whether a container fulfils a condition as it is, so that nobody needs to wait.
 *
 * Source: Compose Specification, `depends_on`: https://github.com/compose-spec/compose-spec/blob/main/05-services.md#depends_on
 */
export function isMet(condition: WaitCondition, { state, health, exitCode }: ObservedContainer): boolean {
  switch (condition) {
    case 'service_started':
      return true;
    case 'service_healthy':
      return state === 'running' && health === 'healthy';
    case 'service_completed_successfully':
      return state === 'exited' && exitCode === 0;
    case 'running_or_healthy':
      return state === 'running' && (health === undefined || health === 'healthy');
  }
}

/** By the words of the engine, which are all that a list has: `Up Less than a second`, `Up 42 seconds`. */
export const hasJustStarted = ({ status }: ObservedContainer): boolean =>
  /^Up (?:Less than a second|\d+ seconds?|About a minute)\b/.test(status);

const waitersOf = ({ completionWaiters }: StartContext, { name }: ServiceSpec): readonly ServiceSpec[] =>
  completionWaiters.get(name) ?? [];

export const isAwaitedToComplete = (context: StartContext, service: ServiceSpec): boolean =>
  waitersOf(context, service).length > 0;

/**
 * A one-shot that has done its work: it ended well, nothing starts it again, and who depends on just that runs. Unchanged means
 * untouched, so it is not run again, unless somebody names it. Where nobody runs it is a part of starting them, as it was
 * the first time: files that it works on may have changed since.
 */
export function hasCompleted(
  context: StartContext,
  service: ServiceSpec,
  container: ObservedContainer,
): boolean {
  if (!isMet('service_completed_successfully', container) || !endsForGood(service)) return false;
  if (context.intent.keepsDone?.has(service.name)) return true;
  if (context.intent.services?.includes(service.name)) return false;
  const waiters = waitersOf(context, service);
  // Those that this run leaves out start nothing that needs it.
  if (waiters.length > 0 && !waiters.some((other) => isWanted(context, other))) return true;
  return waiters.some((other) =>
    context.containersOf(other).current.some((one) => isRunningOrCompleted(context, other, one)),
  );
}

const isWanted = (context: StartContext, { name }: ServiceSpec): boolean => {
  const service = context.project.services.get(name);
  return service !== undefined && context.scaleOf(service) > 0;
};

const isRunningOrCompleted = (
  context: StartContext,
  service: ServiceSpec,
  container: ObservedContainer,
): boolean => isAlive(container) || hasCompleted(context, service, container);

/** Why a one-shot that ended well is run again. Absent: it is none, or nobody waits for it. */
export function causeToRerun(
  context: StartContext,
  service: ServiceSpec,
  container: ObservedContainer,
): Cause | undefined {
  if (!isMet('service_completed_successfully', container) || !endsForGood(service)) return undefined;
  if (context.intent.services?.includes(service.name)) return { kind: 'requested', by: 'up' };
  const needing = waitersOf(context, service).find((other) => isWanted(context, other));
  return needing && { kind: 'needed-by', service: needing.name };
}
