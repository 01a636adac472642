import { hasCompleted, isAwaitedToComplete, isMet } from '../snapshot/conditions.ts';
import { addWait } from './dependency-waits.ts';
import type { UpWork } from './up-work.ts';

/** `--wait` ends when everything runs, is healthy, or has done its work. */
export function planFinalWaits(work: UpWork): void {
  const { project, services } = work.context;
  for (const service of services) {
    const condition = isAwaitedToComplete(project, service)
      ? 'service_completed_successfully'
      : 'running_or_healthy';
    const containers = work.planned.get(service.name) ?? [];
    const pending = containers.filter(
      ({ started, kept }) =>
        started.length > 0 || (kept && !isMet(condition, kept) && !hasCompleted(work.context, service, kept)),
    );
    if (pending.length > 0) addWait(work, { service: service.name, condition, containers });
  }
}
