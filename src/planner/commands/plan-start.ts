import { gantry } from '../../diagnostics/hint.ts';
import { UserError } from '../../diagnostics/user-error.ts';
import type { Observed } from '../../model/observed.ts';
import type { Plan } from '../../model/plan.ts';
import type { Project } from '../../model/project.ts';
import type { ServiceSpec } from '../../model/service-spec.ts';
import { byKey } from '../../util/by-key.ts';
import { PlanBuilder } from '../graph/plan-builder.ts';
import type { StartIntent } from '../snapshot/intent.ts';
import { readUpContext, type UpContext } from '../snapshot/up-context.ts';
import { awaitRestarted } from '../work/await-restarted.ts';
import { planFinalWaits } from '../work/final-waits.ts';
import { beginWork } from '../work/up-work.ts';
import { planStarted } from './plan-started.ts';

/**
 * Starts the containers that exist, what others depend on first, with the same waits as `up`. Creates nothing, and
 * looks for no changes.
 *
 * Error: UserError `no-container` when there is none at all, or none of something that another one needs.
 */
export function planStart(project: Project, observed: Observed, intent: StartIntent = {}): Plan {
  const plan = new PlanBuilder('start', project.name);
  const work = beginWork(readUpContext(project, observed, intent), plan, new Map());
  const { services, containersOf } = work.context;
  const isThere = (service: ServiceSpec): boolean => containersOf(service).current.length > 0;
  if (!services.some(isThere)) {
    const whose = intent.services?.join(', ') || project.name;
    throw new UserError('no-container', `nothing to start: ${whose} has no container`, {
      hint: ['`', gantry('up'), '` creates it'],
    });
  }
  for (const service of services) if (isThere(service)) refuseMissing(work.context, service);
  for (const service of services) {
    const containers = containersOf(service).current;
    work.planned.set(
      service.name,
      containers.map((container) => planStarted(work, container, service)),
    );
  }
  awaitRestarted(work);
  if (intent.wait) planFinalWaits(work);
  return plan.build();
}

/** Started without what it needs it would fail, or do worse. */
function refuseMissing(context: UpContext, { name, dependsOn }: ServiceSpec): void {
  for (const [needed, { required }] of byKey(dependsOn)) {
    const service = context.services.find((candidate) => candidate.name === needed);
    if (!required || !service || service.provider || context.scaleOf(service) === 0) continue;
    if (context.containersOf(service).current.length > 0) continue;
    throw new UserError('no-container', `service "${name}" needs "${needed}", which has no container`, {
      hint: ['`', gantry('up', '-d', needed), '` creates it'],
    });
  }
}
