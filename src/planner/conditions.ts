import type { ObservedContainer } from '../model/observed.ts';
import type { WaitCondition } from '../model/operation.ts';
import type { Project } from '../model/project.ts';
import type { ServiceSpec } from '../model/service-spec.ts';
import { endsForGood } from './restart-policy.ts';

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

/** Somebody waits for the service to end well. */
export const isAwaitedToComplete = (project: Project, service: ServiceSpec): boolean =>
  [...project.services.values()].some(
    ({ dependsOn }) => dependsOn.get(service.name)?.condition === 'service_completed_successfully',
  );

/**
 * A one-shot that has done its work: it ended well, nothing starts it again, and somebody depends on just that.
 * Unchanged means untouched, so it is not run again.
 */
export const hasDoneItsWork = (
  project: Project,
  service: ServiceSpec,
  container: ObservedContainer,
): boolean =>
  isMet('service_completed_successfully', container) &&
  endsForGood(service) &&
  isAwaitedToComplete(project, service);
