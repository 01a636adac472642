import type { ObservedContainer } from '../../model/observed.ts';
import type { WaitCondition } from '../../model/operation.ts';
import type { Cause } from '../../model/plan.ts';
import type { Project } from '../../model/project.ts';
import type { ServiceSpec } from '../../model/service-spec.ts';
import { endsForGood } from '../request/restart-policy.ts';
import { isAlive } from './own-containers.ts';
import type { UpContext } from './up-context.ts';

/** Whether a container fulfils a condition as it is, so that nobody needs to wait. */
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

/** By service: those that wait for it to end well. Asked for every service, and looked through once. */
const known = new WeakMap<Project, ReadonlyMap<string, readonly ServiceSpec[]>>();

function completionWaiters(project: Project, { name }: ServiceSpec): readonly ServiceSpec[] {
  const found = known.get(project) ?? allCompletionWaiters(project);
  known.set(project, found);
  return found.get(name) ?? [];
}

function allCompletionWaiters({ services }: Project): ReadonlyMap<string, readonly ServiceSpec[]> {
  const byName = new Map<string, ServiceSpec[]>();
  for (const service of services.values())
    for (const [name, { condition }] of service.dependsOn)
      if (condition === 'service_completed_successfully')
        byName.set(name, [...(byName.get(name) ?? []), service]);
  return byName;
}

export const isAwaitedToComplete = (project: Project, service: ServiceSpec): boolean =>
  completionWaiters(project, service).length > 0;

/**
 * A one-shot that has done its work: it ended well, nothing starts it again, and who depends on just that runs. Unchanged means
 * untouched, so it is not run again, unless somebody names it. Where nobody runs it is a part of starting them, as it was
 * the first time: files that it works on may have changed since.
 */
export function hasCompleted(
  context: UpContext,
  service: ServiceSpec,
  container: ObservedContainer,
): boolean {
  if (!isMet('service_completed_successfully', container) || !endsForGood(service)) return false;
  if (context.intent.services?.includes(service.name)) return false;
  const others = completionWaiters(context.project, service).filter((other) => context.scaleOf(other) > 0);
  return others.length === 0
    ? isAwaitedToComplete(context.project, service)
    : others.some((other) =>
        context.containersOf(other).current.some((one) => isRunningOrCompleted(context, other, one)),
      );
}

const isRunningOrCompleted = (
  context: UpContext,
  service: ServiceSpec,
  container: ObservedContainer,
): boolean => isAlive(container) || hasCompleted(context, service, container);

/** Why a one-shot that ended well is run again. Absent: it is none, or nobody waits for it. */
export function causeToRerun(
  { project, intent, scaleOf }: UpContext,
  service: ServiceSpec,
  container: ObservedContainer,
): Cause | undefined {
  if (!isMet('service_completed_successfully', container) || !endsForGood(service)) return undefined;
  if (intent.services?.includes(service.name)) return { kind: 'requested', by: 'up' };
  const needing = completionWaiters(project, service).find((other) => scaleOf(other) > 0);
  return needing && { kind: 'needed-by', service: needing.name };
}
