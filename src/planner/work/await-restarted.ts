import { byKey } from '../../util/by-key.ts';
import { addWait } from './dependency-waits.ts';
import type { PlannedContainer, UpWork } from './up-work.ts';

/**
 * Services that run on need nothing that is started beside them in order to start; but the command is not done, nor
 * has it succeeded, before what they depend on is again as they asked for: healthy, or done.
 */
export function awaitRestarted(work: UpWork): void {
  for (const service of work.context.services) {
    const containers = work.planned.get(service.name) ?? [];
    if (!containers.some(keepsRunning)) continue;
    for (const [name, { condition, required }] of byKey(service.dependsOn)) {
      const needed = work.planned.get(name) ?? [];
      if (condition === 'service_started' || !needed.some(isStarted)) continue;
      addWait(work, {
        service: name,
        condition,
        containers: needed,
        waiter: service.name,
        optional: !required,
      });
    }
  }
}

const isStarted = ({ started }: PlannedContainer): boolean => started.length > 0;
const keepsRunning = (container: PlannedContainer): boolean =>
  container.kept?.state === 'running' && !isStarted(container);
