import { UserError } from '../diagnostics/user-error.ts';
import type { Observed } from '../model/observed.ts';
import type { Plan } from '../model/plan.ts';
import type { Project } from '../model/project.ts';
import { awaitRestarted } from './await-restarted.ts';
import { planFinalWaits } from './final-waits.ts';
import type { StartIntent } from './intent.ts';
import { PlanBuilder } from './plan-builder.ts';
import { planStarted } from './plan-started.ts';
import { readScene } from './scene.ts';
import { beginWork } from './up-work.ts';

/**
 * Starts the containers that exist, what others depend on first, with the same waits as `up`. Creates nothing, and
 * looks for no changes.
 *
 * Error: UserError `no-container` when there is none at all.
 */
export function planStart(project: Project, observed: Observed, intent: StartIntent = {}): Plan {
  const plan = new PlanBuilder('start', project.name);
  const work = beginWork(readScene(project, observed, intent), plan, new Map());
  const { services, occupants } = work.scene;
  if (services.every((service) => occupants(service).current.length === 0))
    throw new UserError('no-container', `nothing to start: ${project.name} has no container`, {
      hint: '`up` creates them',
    });
  for (const service of services) {
    const containers = occupants(service).current;
    work.planned.set(
      service.name,
      containers.map((container) => planStarted(work, container, service)),
    );
  }
  awaitRestarted(work);
  if (intent.wait) planFinalWaits(work);
  return plan.build();
}
